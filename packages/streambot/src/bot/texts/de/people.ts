import { escapeHtml } from '../../../core/escape-html.js'
import type { Texts } from '../texts.js'

export const people: Texts['people'] = {
  commands: {
    start: 'Hallo sagen',
    help: 'was ich kann',
    files: 'deine Links: finden, ändern, widerrufen',
    stats: 'was du verbraucht hast und noch darfst',
    info: 'was dieser Bot ist und was für dich gilt',
    lang: 'die Sprache, die ich mit dir spreche',
    link: 'in Gruppen: ein Link zur Datei, auf die du antwortest',
    webdav: 'deine Dateien in rclone, VLC, Kodi und Dateimanagern',
    ping: 'wie schnell ich antworte',
  },
  welcome: (firstName) =>
    `Hallo ${escapeHtml(firstName || 'du')}! Schick mir eine beliebige Datei oder leite sie mir weiter, und ich antworte ` +
    'mit einem Link, der sie überall herunterlädt und abspielt.\n\nMehr steht unter /help.',
  help: (commands) =>
    [
      '<b>Schick mir eine beliebige Datei</b> (Video, Musik, Foto, Dokument …), und ich antworte mit zwei Links:',
      '• <b>Herunterladen</b> speichert sie, auch mit Pausen.',
      '• <b>Ansehen</b>, <b>Anhören</b> oder <b>Anzeigen</b> öffnet sie im Browser; <b>Stream</b> ist für Player wie VLC.',
      'Schickst du mehrere auf einmal, bekommen sie auch einen gemeinsamen Link.',
      '',
      'Wer einen Link hat, kann ihn öffnen. Gib ihn also mit Bedacht weiter.',
      '',
      ...commands,
    ].join('\n'),
  noFile: {
    poll: 'In einer Umfrage ist keine Datei, zu der ich einen Link machen könnte. Schick mir eine Datei, und ich antworte mit einem Link dazu.',
    place:
      'In einem Ort ist keine Datei, zu der ich einen Link machen könnte. Schick mir eine Datei, und ich antworte mit einem Link dazu.',
    contact:
      'In einem Kontakt ist keine Datei, zu der ich einen Link machen könnte. Schick mir eine Datei, und ich antworte mit einem Link dazu.',
    dice: 'Viel Glück! Aber eine Datei ist nicht darin. Schick mir eine, und ich antworte mit einem Link dazu.',
    game: 'In einem Spiel ist keine Datei, zu der ich einen Link machen könnte. Schick mir eine Datei, und ich antworte mit einem Link dazu.',
    story:
      'Die Datei einer Story gibt Telegram mir nicht. Schick mir die Datei selbst, und ich antworte mit einem Link dazu.',
    gone: 'Dateien, die man nur einmal ansehen kann, gibt Telegram mir nicht. Schick sie wie jede andere Datei, und ich antworte mit einem Link dazu.',
    other:
      'Darin finde ich keine Datei. Schick mir ein Foto, ein Video, Musik oder eine andere Datei, und ich antworte mit einem Link dazu.',
  },
  hint: 'Schick mir eine Datei, und ich antworte mit einem Link dazu. Mehr steht unter /help.',
  apology: (what, errorId) =>
    `${APOLOGIES[what]} Wenn es so bleibt, melde dich beim Betreiber dieses Bots: Fehler ${escapeHtml(errorId)}.`,
  maybeDone:
    'Ich war gerade beim Neustart, als das kam, und vielleicht ist es schon geschehen. Bitte sieh nach und schick es sonst noch einmal.',
  pressOutdated: 'Dieser Knopf ist nicht für dich oder zu alt. Bitte fordere einen neuen an.',
}

const APOLOGIES = {
  storage: 'Ich kann gerade leider keine Dateien ablegen: Mein Betreiber muss etwas einrichten.',
  telegram: 'Telegram antwortet mir gerade leider nicht. Bitte schick es in einer Minute noch einmal.',
  database:
    'Ich kann gerade leider keine Links machen und nichts nachschlagen. Bitte schick es in einer Minute noch einmal.',
  unknown: 'Mit dieser Nachricht ist leider etwas schiefgegangen. Bitte versuch es noch einmal.',
}
