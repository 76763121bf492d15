/** Placeholder for the HTTP builder: single byte ranges, RFC 9110 §14. */
/** Both ends belong to the range; `start <= end < size`. */
export interface InclusiveRange {
  readonly start: number
  readonly end: number
}
