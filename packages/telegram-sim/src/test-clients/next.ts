/** The next value an emitter tells that satisfies the predicate. Asked before it is caused, so that none is missed. */
export function next<Value>(
  emitter: { add(listener: (value: Value) => void): unknown; remove(listener: (value: Value) => void): unknown },
  matches: (value: Value) => boolean = () => true,
  timeoutMs = 20_000,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      emitter.remove(listener)
      settle()
    }
    const listener = (value: Value): void => {
      if (matches(value)) end(() => resolve(value))
    }
    const timer = setTimeout(() => end(() => reject(new Error(`nothing came within ${timeoutMs} ms`))), timeoutMs)
    emitter.add(listener)
  })
}
