/** Which Telegram to connect to: the real one, its test data centres, or any list of addresses and keys. */
import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import type { EnvReader } from './env-reader.js'

interface DcAddress {
  readonly id: number
  readonly host: string
  readonly port: number
  /** PKCS#1 PEM; null: one of Telegram's own keys. */
  readonly publicKeyPem: string | null
}

export type TelegramNetwork =
  | { readonly kind: 'production' }
  | { readonly kind: 'test' }
  | { readonly kind: 'custom'; readonly homeDcId: number; readonly dcs: readonly DcAddress[] }

const DEFAULT_HOME_DC = 2

const DC_LIST = z
  .array(
    z.object({
      id: z.number().int().min(1).max(32_767),
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535),
      publicKeyPem: z.string().refine(isRsaPublicKey, 'is no RSA key in PKCS#1 PEM').nullish(),
    }),
  )
  .min(1)

export function readTelegramNetwork(reader: EnvReader): TelegramNetwork {
  const isTest = reader.flag('TELEGRAM_TEST_DCS') ?? false
  const listText = reader.text('TELEGRAM_DC_LIST')
  const homeDcId = reader.integer('TELEGRAM_HOME_DC', { min: 1, max: 32_767 })
  if (listText === null) return { kind: isTest ? 'test' : 'production' }
  if (isTest) reader.invalid('TELEGRAM_TEST_DCS', 'cannot be true together with TELEGRAM_DC_LIST: remove one of them')
  const dcs = parseDcList(reader, listText)
  if (homeDcId !== null && dcs.length > 0 && !dcs.some((dc) => dc.id === homeDcId)) {
    reader.invalid(
      'TELEGRAM_HOME_DC',
      `is ${homeDcId}, but TELEGRAM_DC_LIST has ${dcs.map((dc) => dc.id).join(', ')} only`,
    )
  }
  const fallback = dcs.find((dc) => dc.id === DEFAULT_HOME_DC) ?? dcs[0]
  return { kind: 'custom', homeDcId: homeDcId ?? fallback?.id ?? DEFAULT_HOME_DC, dcs }
}

function parseDcList(reader: EnvReader, text: string): DcAddress[] {
  const name = 'TELEGRAM_DC_LIST'
  // env.ts puts a file's list in place of its path, so what is left here is no such file.
  if (!text.startsWith('[')) {
    reader.invalid(name, `is neither a JSON list nor a readable file that holds one: "${text}"`)
    return []
  }
  const parsed = DC_LIST.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue && issue.path.length > 0 ? ` (see ${issue.path.join('.')}: ${issue.message})` : ''
    reader.invalid(
      name,
      `must be JSON like [{"id":2,"host":"127.0.0.3","port":443,"publicKeyPem":"-----BEGIN RSA PUBLIC KEY-----…"}]${where}`,
    )
    return []
  }
  const ids = parsed.data.map((dc) => dc.id)
  if (new Set(ids).size < ids.length) reader.invalid(name, 'has two entries with the same id')
  return parsed.data.map((dc) => ({ ...dc, publicKeyPem: dc.publicKeyPem ?? null }))
}

/** Asked now, because the client library would throw while it connects. */
function isRsaPublicKey(pem: string): boolean {
  try {
    return createPublicKey({ key: pem, format: 'pem', type: 'pkcs1' }).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
