/** English. Whatever people wrote is put in through `escapeHtml`. One file per part of the conversation. */
import { createFormats } from '../formats.js'
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

export const en = {
  language: 'English',
  formats: createFormats('en', {
    day: ['day', 'days'],
    hour: ['hour', 'hours'],
    minute: ['minute', 'minutes'],
    second: ['second', 'seconds'],
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
