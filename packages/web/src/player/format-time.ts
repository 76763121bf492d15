/** `1:02:03`, `12:34`. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const parts = hours > 0 ? [hours, twoDigits(minutes)] : [minutes]
  return [...parts, twoDigits(whole % 60)].join(':')
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
