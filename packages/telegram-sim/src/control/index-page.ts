import { routes } from './routes.js'

/** What GET / answers: a page for people with curl. */
export function indexPage(url: string): string {
  const lines = routes.map(({ method, path, summary, takes }) => {
    const fields = takes.length > 0 ? `\n${' '.repeat(9)}takes ${takes.join(', ')}` : ''
    return `${method.padEnd(7)}  ${path}\n${' '.repeat(9)}${summary}${fields}`
  })
  return [
    'Simulated Telegram: control interface',
    '',
    'JSON in, JSON out; refusals are {"error", "code"}. A chat is {"type":"user"|"channel","id":…}. For example:',
    `  curl -s ${url}/dcs`,
    `  curl -s ${url}/users -H 'content-type: application/json' -d '{"firstName":"Ann"}'`,
    `  curl -s -T file.mp4 '${url}/files?kind=video&name=file.mp4'`,
    '',
    ...lines,
    '',
  ].join('\n')
}
