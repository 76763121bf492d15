import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentFaults } from './29.document-faults.js'
import { MOST_BYTES, PICTURES } from './29.pictures.js'
import { openRepository, type Repository } from './29.repository.js'

const FILES = {
  'package.json': '{ "scripts": { "demo": "node demo/dist/main.js" } }',
  'docs/configuration.md':
    '| Variable | Default | Meaning | Also read as |\n| --- | --- | --- | --- |\n| `BASE_URL` | none | Address | `PUBLIC_URL` |\n',
  'docs/command-line.md':
    '```text\nUsage: streambot keys [options] [command]\n\n  rotate  sign anew\n  --json  for programs\n```\n',
  'docs/README.md': '[g](guide.md) [s](configuration.md) [c](command-line.md) ![The chat](pictures/chat.webp)',
  'docs/pictures/chat.webp': '',
  'deploy/caddy/Caddyfile': '',
  'packages/streambot/src/main.ts': "throw new Error('FLOOD_WAIT or SLOWMODE_WAIT')",
  'packages/streambot/src/bot/bot.ts': '',
}

function repositoryWith(document: string, more: Readonly<Record<string, string>> = {}): Repository {
  const files = new Map<string, string>(Object.entries({ ...FILES, 'docs/guide.md': document, ...more }))
  const folders = [...files.keys()].flatMap((path) =>
    path.split('/').flatMap((_, depth, parts) => (depth === 0 ? [] : [`${parts.slice(0, depth).join('/')}/`])),
  )
  return { paths: new Set([...files.keys(), ...folders]), read: (path) => files.get(path) ?? '' }
}

const RIGHT = `# Guide

## It's \`so\`: 1 + 1

## Twice

## Twice

[a file](../deploy/caddy/Caddyfile), [a folder](../deploy/), [there](#its-so-1--1), [second](guide.md#twice-1), [web](https://example.org/#any),
<https://example.org>, ![The chat](pictures/chat.webp), <a href="configuration.md">settings</a>, <img src="pictures/chat.webp" width="5" alt="The chat">
\`bot/bot.ts\`, \`bot.ts\`, \`packages/*/src\`, \`BASE_URL\`, \`PUBLIC_URL=x\`, \`FLOOD_WAIT\`, \`streambot keys rotate --json\`, \`npm run demo\`, \`film.mp4\`, \`a/b\`

\`\`\`sh
cp deploy/caddy/Caddyfile /etc/caddy/
node packages/streambot/dist/main.js keys rotate
docker compose exec streambot node --help
\`\`\`

\`\`\`text
deploy/none and NO_SUCH_NAME=1: what a program says is its own
\`\`\`
`

describe('a document', () => {
  it('that names what there is has no fault', () => {
    expect(documentFaults(repositoryWith(RIGHT))).toEqual([])
  })

  it.each([
    ['a file', '[x](none.md)', 'none.md leads to docs/none.md, which there is not'],
    ['a file, of a reference', '[x][y]\n\n[y]: none.md', 'none.md leads to docs/none.md, which there is not'],
    ['a file, in HTML', '<a href="none.md">x</a>', 'none.md leads to docs/none.md, which there is not'],
    ['a file outside', '[x](../../none.md)', '../../none.md leads to ../none.md, which there is not'],
    ['a file by the root of the site', '[x](/docs/guide.md)', '/docs/guide.md begins with /'],
    [
      'a heading here',
      '# Some Heading\n[x](#Some-Heading)',
      '#Some-Heading leads to a heading that docs/guide.md does not have',
    ],
    [
      'a heading elsewhere',
      '[x](configuration.md#none)',
      'configuration.md#none leads to a heading that docs/configuration.md does not',
    ],
    ['an address without https', '[x](http://example.org)', 'http://example.org does not begin with https://'],
    ['an address in plain words', 'see http://example.org/x', 'http://example.org/x does not begin with https://'],
    ['no address', '[x](https://)', 'https:// is no address'],
    [
      'a picture that there is not',
      '![x](pictures/none.webp)',
      'pictures/none.webp leads to docs/pictures/none.webp, which there is not',
    ],
    ['a picture without words', '![](pictures/chat.webp)', 'the picture pictures/chat.webp has no text'],
    [
      'a picture without words, in HTML',
      '<img src="pictures/chat.webp">',
      'the picture pictures/chat.webp has no text',
    ],
    ['a path of the root', '`deploy/none.yaml`', '`deploy/none.yaml` looks like a file of this repository'],
    ['a path of the product', '`bot/none.ts`', '`bot/none.ts` looks like a file of this repository'],
    ['a folder of the product', '`bot/none/x/`', '`bot/none/x/` looks like a file of this repository'],
    ['a source file', '`none.ts`', '`none.ts` looks like a file of this repository'],
    ['a family of files', '`packages/*/none`', '`packages/*/none` looks like a file of this repository'],
    [
      'a path that is typed',
      '```sh\ncp -f deploy/none /etc\n```',
      '`deploy/none` looks like a file of this repository',
    ],
    ['a setting that is in no list', '`BASE_ADDRESS`', 'BASE_ADDRESS is neither a setting nor anything in the sources'],
    ['a setting that is set', '```sh\nBASE_ADDRESS=x npm run demo\n```', 'BASE_ADDRESS is set, and is no setting'],
    ['a setting, and only a word of the sources', '`SLOWMODE_WAIT=1`', 'SLOWMODE_WAIT is set, and is no setting'],
    ['a command', '`streambot kees`', 'streambot kees is no command'],
    [
      'a command, in a container',
      '```sh\ndocker compose exec streambot streambot kees\n```',
      'streambot kees is no command',
    ],
    ['an option', '```sh\nnode packages/streambot/dist/main.js keys --yaml\n```', 'streambot keys has no --yaml'],
    ['a script', '`npm run dmeo`', 'npm run dmeo is no script of package.json'],
  ])('that names %s which there is not is found', (_, document, fault) => {
    const found = documentFaults(repositoryWith(`# Guide\n\n${document}\n`))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^docs\/guide\.md:\d+: /)
    expect(found[0]).toContain(fault)
  })

  it('that the index does not lead to is found, and so are reasons and pictures that nothing leads to', () => {
    const more = { 'docs/lost.md': '[g](guide.md)', 'decisions/why.md': '[me](why.md)', 'docs/pictures/old.webp': '' }
    expect(documentFaults(repositoryWith(RIGHT, more))).toEqual([
      'docs/lost.md: docs/README.md does not lead to it',
      'decisions/why.md: no document leads to it',
      'docs/pictures/old.webp: no document leads to it',
    ])
  })

  it('that a program or a comment names, or a heading of it, and there is none, is found', () => {
    const more = {
      'example.env': '# docs/guide.md, docs/none.md',
      'packages/streambot/src/a.ts': "'docs/guide.md#twice', 'docs/guide.md#thrice'",
      'packages/streambot/src/a.test.ts': "'docs/made-up.md'",
    }
    expect(documentFaults(repositoryWith(RIGHT, more))).toEqual([
      'example.env: docs/none.md is no document',
      'packages/streambot/src/a.ts: docs/guide.md#thrice leads to a heading that is not there',
    ])
  })

  it('says in which line', () => {
    const document = '# Guide\n\nwords\nand [x](none.md)\n\n```sh\nls\nls deploy/none\n```\n'
    expect(documentFaults(repositoryWith(document)).map((fault) => fault.split(':', 2).join(':'))).toEqual([
      'docs/guide.md:4',
      'docs/guide.md:8',
    ])
  })
})

it('the documents of this repository lead where they say, and name what there is', () => {
  expect(documentFaults(openRepository())).toEqual([])
})

it('the pictures of the documents are small', () => {
  const names = readdirSync(PICTURES)
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect([name, statSync(join(PICTURES, name)).size < MOST_BYTES]).toEqual([name, true])
})
