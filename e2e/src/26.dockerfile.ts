/** A Dockerfile as data: stages with their instructions, as far as ours uses the language. What it does not know is an error, so that no line is passed over. */

export interface Stage {
  /** Null for the last one. */
  readonly name: string | null
  readonly from: string
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'copy'; readonly from: string | null; readonly sources: readonly string[]; readonly to: string }
  | { readonly kind: 'workdir' | 'user' | 'volume' | 'expose' | 'label'; readonly value: string }
  | { readonly kind: 'env'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'entrypoint'; readonly command: readonly string[] }
  | { readonly kind: 'healthcheck'; readonly options: readonly string[]; readonly command: readonly string[] }

/** @throws Error on an instruction that is not known here */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: { name: string | null; from: string; steps: Step[] }[] = []
  const defaults = new Map<string, string>()
  for (const line of lines) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    if (word === 'ARG') {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? []
      defaults.set(name, value)
    } else if (word === 'FROM') {
      const image = rest.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? '')
      const [, from = '', name = null] = /^(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?$/.exec(image) ?? []
      stages.push({ name, from, steps: [] })
    } else {
      const stage = stages.at(-1)
      if (!stage) throw new Error(`${word} stands before FROM`)
      stage.steps.push(toStep(word, rest.trim()))
    }
  }
  return stages
}

function toStep(word: string, rest: string): Step {
  switch (word) {
    case 'RUN':
      return { kind: 'run', command: rest }
    case 'COPY': {
      const words = rest.split(/\s+/)
      const from = words[0]?.startsWith('--from=') ? (words.shift()?.slice('--from='.length) ?? null) : null
      return { kind: 'copy', from, sources: words.slice(0, -1), to: words.at(-1) ?? '' }
    }
    case 'ENV':
      return {
        kind: 'env',
        values: Object.fromEntries(rest.split(/\s+/).map((it) => it.split('=', 2) as [string, string])),
      }
    case 'ENTRYPOINT':
      return { kind: 'entrypoint', command: JSON.parse(rest) as string[] }
    case 'HEALTHCHECK': {
      const [, options = '', command = ''] = /^(.*?)\s*CMD\s+(\[.*\])$/.exec(rest) ?? []
      return { kind: 'healthcheck', options: options.split(/\s+/), command: JSON.parse(command) as string[] }
    }
    case 'WORKDIR':
    case 'USER':
    case 'VOLUME':
    case 'EXPOSE':
    case 'LABEL':
      return { kind: word.toLowerCase() as 'workdir', value: rest }
    default:
      throw new Error(`The Dockerfile has an instruction that its test does not know: ${word}`)
  }
}

/** What a `.dockerignore` leaves of the build's context. @param path relative to it */
export function createIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isKept: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }))
  // The last rule that fits counts.
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.isKept === false
}

/** It fits what lies below as well. */
function toPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*)/)
    .map((piece) =>
      piece === '**/' ? '(?:.*/)?' : piece === '*' ? '[^/]*' : piece.replaceAll(/[.+^$()[\]{}|\\]/g, '\\$&'),
    )
  return new RegExp(`^${source.join('')}(?:/|$)`)
}
