/* Run by mongosh: three members become one replica set. Safe to run again; ends when there is a primary, or fails after a minute. */
/* global rs, sleep, quit, print */

const PATIENCE_SECONDS = 60

function isThere() {
  try {
    return rs.status().ok === 1
  } catch (error) {
    if (error.codeName === 'NotYetInitialized') return false
    throw error
  }
}

if (!isThere()) {
  const hosts = ['mongodb1:27017', 'mongodb2:27017', 'mongodb3:27017']
  rs.initiate({ _id: 'streambot', members: hosts.map((host, index) => ({ _id: index, host })) })
}

for (let second = 0; ; second++) {
  const primary = rs.status().members.find(({ stateStr }) => stateStr === 'PRIMARY')
  if (primary) {
    print(`${primary.name} is the primary`)
    break
  }
  if (second === PATIENCE_SECONDS) {
    print('The replica set has no primary: look at the logs of mongodb1, mongodb2 and mongodb3')
    quit(1)
  }
  sleep(1000)
}
