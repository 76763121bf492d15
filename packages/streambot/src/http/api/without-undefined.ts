/** What a request leaves out is left out of what it asks for. */
export function withoutUndefined<Value>(given: { readonly [Name in keyof Value]: Value[Name] | undefined }): Value {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Value
}
