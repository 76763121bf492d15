import { StreamBotError } from '../core/errors.js'

/** @throws StreamBotError bad_config that names the option */
export function readNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text)
  if (/^\d{1,16}$/.test(text) && number >= min && number <= max) return number
  throw new StreamBotError('bad_config', `${option} must be a whole number from ${min} to ${max}, not "${text}".`)
}

/** With a fraction, if need be. @throws StreamBotError bad_config that names the option */
export function readDecimal(option: string, text: string, min: number, max: number): number {
  const number = Number(text)
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(text) && number >= min && number <= max) return number
  throw new StreamBotError('bad_config', `${option} must be a number from ${min} to ${max}, not "${text}".`)
}
