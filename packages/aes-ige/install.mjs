console.log("ige install ran")
