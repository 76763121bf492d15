/** Something came out differently from what was sent; the message says what. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure'
}

export function expectSame(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new DemoFailure(`${what} is ${String(got)} instead of ${String(wanted)}`)
}
