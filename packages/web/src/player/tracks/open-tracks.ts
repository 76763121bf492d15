/** The door to what is in a film besides its picture, loaded when somebody asks for it. */
import type { FilmTracks } from './film-tracks.js'
import { HttpReader } from './http-reader.js'
import { LineFollower, type FollowerOptions } from './line-follower.js'
import { readFilm } from './read-film.js'

export function readTracks(url: string, sizeBytes: number, signal: AbortSignal): Promise<FilmTracks> {
  return readFilm(new HttpReader(url, sizeBytes), signal)
}

export function followLines(options: FollowerOptions): LineFollower {
  return new LineFollower(options)
}
