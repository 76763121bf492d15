/**
 * Makes of the sources of each page what a browser loads: few files, small, under names that change with what is in them, compressed once and for
 * all. `node bundle.mjs FOLDER` writes them there, with `pages.json`, which says what is what.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = resolve(process.argv[2] ?? join(here, 'build/pages'))

const SOURCES = {
  player: { script: 'src/player/main.ts', style: 'static/player/style.css' },
  dashboard: { script: 'src/dashboard/main.tsx', style: 'static/dashboard/style.css' },
}

// What is there is replaced at the end, file by file: a server that starts meanwhile finds a whole build.
await mkdir(out, { recursive: true })
const entries = {}
const bodies = new Map()
for (const [name, sources] of Object.entries(SOURCES)) {
  const { entry, files } = await buildPage(name, sources)
  entries[name] = entry
  for (const { fileName, body } of files) bodies.set(fileName, body)
}
for (const [fileName, body] of bodies) await writeInAllForms(join(out, fileName), body)
const files = [...bodies.keys()]
await writeFile(join(out, 'pages.json'), `${JSON.stringify({ ...entries, files }, null, 2)}\n`)
for (const name of await readdir(out)) {
  const isKept = name === 'pages.json' || files.some((file) => [file, `${file}.gz`, `${file}.br`].includes(name))
  if (!isKept) await rm(join(out, name), { recursive: true })
}

/** Each page by itself: what two of them have in common becomes no third file that both would wait for. */
async function buildPage(page, sources) {
  const result = await build({
    configFile: false,
    root: here,
    base: './',
    logLevel: 'warn',
    publicDir: false,
    plugins: [styleNonces(), icon()],
    build: {
      write: false,
      target: ['chrome107', 'firefox104', 'safari16'],
      modulePreload: false,
      cssCodeSplit: true,
      rollupOptions: {
        input: { [page]: join(here, sources.script), style: join(here, sources.style) },
        output: {
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: '[name]-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
          // Licences ask for their notices.
          comments: { legal: true },
        },
      },
    },
  })
  // A style is built as a script that is empty; nobody loads that.
  const { output } = Array.isArray(result) ? result[0] : result
  const wanted = output.filter((it) => it.type === 'asset' || it.facadeModuleId?.endsWith('.css') !== true)
  const nameOf = (matches) => wanted.find(matches)?.fileName
  const script = nameOf((it) => it.type === 'chunk' && it.isEntry)
  const style = nameOf((it) => it.fileName.endsWith('.css'))
  const picture = nameOf((it) => it.fileName.endsWith('.svg'))
  if (!script || !style || !picture) throw new Error(`The build of the ${page} made no script, no style or no icon`)
  const files = wanted.map((it) => ({
    fileName: it.fileName,
    body: Buffer.from(it.type === 'asset' ? it.source : it.code),
  }))
  const lazy = files.map((it) => it.fileName).filter((name) => ![script, style, picture].includes(name))
  return { entry: { script, style, icon: picture, lazy }, files }
}

/** Browsers ask for one in any case. */
function icon() {
  return {
    name: 'icon',
    async buildStart() {
      const source = await readFile(join(here, 'static/demo-chat/logo.svg'))
      this.emitFile({ type: 'asset', name: 'icon.svg', source })
    },
  }
}

async function writeInAllForms(path, body) {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  await writeFile(path, body)
  await writeFile(`${path}.gz`, await promisify(gzip)(body, { level: 9 }))
  await writeFile(`${path}.br`, await promisify(brotliCompress)(body, brotli))
}

/**
 * The player's elements bring styles as markup, which the page's content security policy takes only with the page's nonce
 * (src/player/style-nonce.ts). A style that this did not reach would leave an element without its looks, so none is let through.
 */
function styleNonces() {
  return {
    name: 'style-nonces',
    async load(id) {
      if (!/\/media-chrome\/dist\/.*\.js$/.test(id)) return null
      const code = await readFile(id, 'utf8')
      if (/createElement\(\s*['"]style/.test(code)) throw new Error(`${id} makes a style that has no nonce`)
      return code.replaceAll('<style>', '<style nonce="${globalThis.styleNonce}">')
    },
  }
}
