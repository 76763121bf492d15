/** German, as friends write to each other. */
import { createFormats } from '../formats.js'
import type { Texts } from '../texts.js'
import { about } from './about.js'
import { admins } from './admins.js'
import { files } from './files.js'
import { groups } from './groups.js'
import { languages } from './languages.js'
import { myLinks } from './my-links.js'
import { myStats } from './my-stats.js'
import { people } from './people.js'
import { refusals } from './refusals.js'
import { subtitles } from './subtitles.js'
import { webdav } from './webdav.js'

export const de: Texts = {
  language: 'Deutsch',
  formats: createFormats('de', {
    day: ['Tag', 'Tage'],
    hour: ['Stunde', 'Stunden'],
    minute: ['Minute', 'Minuten'],
    second: ['Sekunde', 'Sekunden'],
  }),
  people,
  files,
  refusals,
  about,
  myStats,
  languages,
  myLinks,
  groups,
  subtitles,
  webdav,
  admins,
}
