/**
 * The bytes of a file, wherever they live.
 * `read` may be asked for any range; it answers what lies inside the file, so less at the end and nothing past it.
 * The answer may be a view into shared memory: readers never write into it.
 */
export interface FileContent {
  readonly size: number
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>
  /** Frees what the content holds (a file handle); reading afterwards is an error. */
  close?(): Promise<void>
}
