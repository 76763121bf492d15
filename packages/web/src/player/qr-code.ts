/** An address as a picture that phones read; drawn as one path, dark on white whatever the page's colours are. */
import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'
/** Modules of white around it (ISO/IEC 18004 §5.3.8). */
const BORDER = 4

export function toCode(text: string, label: string): SVGSVGElement {
  const { data, size } = encode(text, { border: BORDER, ecc: 'M' })
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', label)
  svg.setAttribute('class', 'code')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''))
  svg.append(path)
  return svg
}
