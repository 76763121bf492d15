/** Scripts that complete commands and options in a shell, made of the commands themselves, so that none is forgotten. */
import type { Command } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What may be typed behind some words. */
interface Place {
  /** The words before, without `streambot`: `[]`, `['keys']`, `['keys', 'list']`. */
  readonly path: readonly string[]
  readonly words: readonly Word[]
  readonly options: readonly Word[]
}

interface Word {
  readonly name: string
  readonly about: string
}

export function completionFor(shell: Shell, cli: Command): string {
  const places = placesOf(cli, [])
  return { bash, zsh, fish }[shell](places)
}

function placesOf(command: Command, path: readonly string[]): Place[] {
  const commands = command.createHelp().visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const words = [
    ...commands.map((it) => ({ name: it.name(), about: it.description() })),
    ...choices.map((name) => ({ name, about: '' })),
  ]
  const options = command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ name: long, about: description }] : []))
  const below = command.commands.flatMap((it) => placesOf(it, [...path, it.name()]))
  return [{ path, words, options }, ...below]
}

/** The words so far, without options and their values as far as that can be known, name the place. */
function bash(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, words, options }) =>
      `    ${quote(path.join(' '))}) words=${quote([...words, ...options].map(({ name }) => name).join(' '))} ;;`,
  )
  return `# bash completion for streambot
_streambot() {
  local path='' next='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ \${COMP_WORDS[i]} == -* ]] && continue
    next="\${path:+$path }\${COMP_WORDS[i]}"
    case "$next" in
      ${places.map(({ path }) => quote(path.join(' '))).join(' | ')}) path="$next" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _streambot streambot
`
}

function zsh(places: readonly Place[]): string {
  const entry = ({ name, about }: Word) => quote(`${name.replaceAll(':', '\\:')}:${firstLine(about)}`)
  const cases = places.map(
    ({ path, words, options }) =>
      `    ${quote(path.join(' '))}) found=(${[...words, ...options].map(entry).join(' ')}) ;;`,
  )
  return `#compdef streambot
_streambot() {
  local path_so_far='' next='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    [[ \${words[i]} == -* ]] && continue
    next="\${path_so_far:+$path_so_far }\${words[i]}"
    case "$next" in
      ${places.map(({ path }) => quote(path.join(' '))).join(' | ')}) path_so_far="$next" ;;
    esac
  done
  case "$path_so_far" in
${cases.join('\n')}
  esac
  if (( \${#found} )) && [[ \${words[CURRENT]} == -* || -n \${(M)found:#[^-]*} ]]; then
    _describe streambot found
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _streambot ]]; then _streambot "$@"; else compdef _streambot streambot; fi
`
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words, options }) => {
    const when = `-n ${quote(`__streambot_at ${quoteAgain(path.join(' '))}`)}`
    const about = (text: string) => (text === '' ? '' : ` -d ${quote(firstLine(text))}`)
    return [
      ...words.map(({ name, about: text }) => `complete -c streambot -f ${when} -a ${quote(name)}${about(text)}`),
      ...options.map(
        ({ name, about: text }) => `complete -c streambot ${when} -l ${quote(name.slice(2))}${about(text)}`,
      ),
    ]
  })
  return `# fish completion for streambot
function __streambot_at
  set -l known ${places.map(({ path }) => quote(path.join(' '))).join(' ')}
  set -l path ''
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; and continue
    set -l next (string trim -- "$path $word")
    contains -- $next $known; and set path $next
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Inside a text that is quoted once more. */
function quoteAgain(text: string): string {
  return `"${text}"`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
