import { expect, it } from 'vitest'
import { attachedName, isNameKept } from './attached-name.js'

it.each([
  ['attachment; filename=node', 'node'],
  ['attachment; filename="a b.mp4"', 'a b.mp4'],
  [String.raw`inline; filename="a \"quoted\" \\ name"`, String.raw`a "quoted" \ name`],
  [`attachment; filename="?.mp4"; filename*=UTF-8''f%C3%B6%F0%9F%8E%AC.mp4`, 'fö🎬.mp4'],
  ["attachment; filename*=UTF-8''%FF", null],
  ['attachment', null],
])('reads %s', (header, name) => {
  expect(attachedName(header)).toBe(name)
})

it('asks for a plain name as it is, and for some name where the server has to replace characters', () => {
  expect(isNameKept('node', 'node')).toBe(true)
  expect(isNameKept('Film (2024), part 1.mkv', 'film')).toBe(false)
  expect(isNameKept('node', null)).toBe(false)
  expect(isNameKept('a/b"c?.txt', "a_b'c_.txt")).toBe(true)
  expect(isNameKept('a/b"c?.txt', '')).toBe(false)
})
