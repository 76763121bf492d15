/** Subtitles that people send in answer to a film. Names are HTML. */
export const subtitles = {
  attached: (name: string, film: string) => `<b>${film}</b> is shown with these subtitles now: ${name}`,
  count: (count: string, max: string) => `It has ${count} of at most ${max}.`,
  takeOff: 'Take off again',
  button: (count: string) => `Subtitles (${count})`,
  chooseToTakeOff: 'It is shown with these subtitles. Which of them shall I take off?',
  takenOff: (name: string, film: string) => `${name} was taken off <b>${film}</b>. To put it back, send it again.`,
  offAlready: (film: string) => `<b>${film}</b> has not had these subtitles any more.`,
  filmOver: 'The link of this film has ended. Send me the film again, and then the subtitles in answer to it.',
  none: (name: string) =>
    `I find no subtitles in ${name}. SRT, VTT, ASS and SSA files are what I can show with a film.`,
  tooLarge: (max: string) => `This is too large for subtitles: they have up to ${max}.`,
  tooMany: (max: string) =>
    `This film has ${max} files of subtitles, and that is as many as it may have. Take one off first.`,
  whichFilm: 'That message has several films. Please send the subtitles in answer to the film that they belong to.',
  hint: 'To show these subtitles with a film of yours, send them in answer to the film, or to my message with its link.',
}
