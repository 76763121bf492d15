/** What has become of subtitles that somebody sent in answer to a film. */
import type { AttachSubtitlesResult, SubtitlesRefusal } from '../../actions/attach-subtitles.js'
import type { Link } from '../../core/link.js'
import { MAX_SUBTITLES, type Subtitles } from '../../core/subtitles.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { Texts } from '../texts/texts.js'
import { fileNameAsTitle, fileNameInList } from './file-name.js'
import { openButtons } from './link-card.js'
import { refusalCard } from './refusal-card.js'

export type AttachedSubtitles = Extract<AttachSubtitlesResult, { ok: true }>

export function subtitlesCard({ texts, button }: Pick<Ask, 'texts' | 'button'>, attached: AttachedSubtitles): Reply {
  const { subtitles: says, formats } = texts
  const { link, subtitles } = attached
  return {
    html: [
      says.attached(fileNameInList(subtitles.name), fileNameAsTitle(link.file.name)),
      says.count(formats.number(link.subtitles.length), formats.number(MAX_SUBTITLES)),
    ].join('\n'),
    buttons: [openButtons(texts, attached), [button(says.takeOff, 'subtitles.off', link.id, subtitles.id)]],
  }
}

/** @param name of the file */
export function subtitlesRefusalCard(texts: Texts, name: string, refusal: SubtitlesRefusal): Reply {
  const { subtitles: says, formats } = texts
  switch (refusal.reason) {
    case 'film_over':
      return { html: says.filmOver }
    case 'no_subtitles':
      return { html: says.none(fileNameInList(name)) }
    case 'subtitles_too_large':
      return { html: says.tooLarge(formats.size(refusal.maxBytes)) }
    case 'too_many_subtitles':
      return { html: says.tooMany(formats.number(refusal.max)) }
    default:
      return refusalCard(texts, refusal)
  }
}

/** @param subtitles null: they were off already */
export function takenOffCard({ subtitles: says }: Texts, { file }: Link, subtitles: Subtitles | null): Reply {
  const film = fileNameAsTitle(file.name)
  return { html: subtitles ? says.takenOff(fileNameInList(subtitles.name), film) : says.offAlready(film) }
}
