/**
 * What admins set, above what is configured. Stored is text, as somebody may type it, so there is one way of reading it; what cannot be read,
 * or is of another version, counts for nothing.
 */
import type { Setting } from '../core/setting.js'
import { describeTakes, type Reading, type Takes } from './setting-kinds.js'
import { kindOf, SETTING_NAMES, type SettingName, type SettingValues } from './setting-table.js'

export interface Override {
  readonly value: unknown
  readonly changedBy: number
  readonly changedAtMs: number
}

export type Overrides = ReadonlyMap<SettingName, Override>

export interface SettingView {
  readonly name: SettingName
  readonly takes: Takes
  /** As somebody may type it. */
  readonly value: string
  /** What is configured. */
  readonly defaultValue: string
  /** null: as configured. */
  readonly changed: {
    /** null: by a program, or on the command line; the audit log has its name. */
    readonly userId: number | null
    readonly atMs: number
  } | null
}

export interface IgnoredSetting {
  readonly name: string
  readonly value: unknown
  readonly why: string
}

/** Of whoever is nobody: a program, or the command line. */
export const NOBODY = 0
/** Nobody but a program writes more. */
const MAX_TEXT_LENGTH = 16 * 1024

export function readSetting(name: SettingName, text: string): Reading<unknown> {
  const trimmed = text.trim()
  return trimmed.length > MAX_TEXT_LENGTH
    ? { ok: false, entry: `${trimmed.slice(0, 20)}…` }
    : kindOf(name).read(trimmed)
}

export function readOverrides(stored: readonly Setting[]): {
  readonly overrides: Overrides
  readonly ignored: readonly IgnoredSetting[]
} {
  const overrides = new Map<SettingName, Override>()
  const ignored: IgnoredSetting[] = []
  for (const { name, value, changedBy, changedAtMs } of stored) {
    const known = SETTING_NAMES.find((it) => it === name)
    if (known === undefined) {
      ignored.push({ name, value, why: 'there is no such setting' })
      continue
    }
    const reading = typeof value === 'string' ? readSetting(known, value) : null
    if (reading?.ok) overrides.set(known, { value: reading.value, changedBy, changedAtMs })
    else ignored.push({ name, value, why: `it must be ${describeTakes(kindOf(known).takes)}` })
  }
  return { overrides, ignored }
}

export function toValues(configured: SettingValues, overrides: Overrides): SettingValues {
  const entries = SETTING_NAMES.map((name) => [name, valueOf(name, configured, overrides)] as const)
  return Object.fromEntries(entries) as SettingValues
}

export function toView(name: SettingName, configured: SettingValues, overrides: Overrides): SettingView {
  const kind = kindOf(name)
  const override = overrides.get(name)
  return {
    name,
    takes: kind.takes,
    value: kind.show(valueOf(name, configured, overrides)),
    defaultValue: kind.show(configured[name]),
    changed: override
      ? { userId: override.changedBy === NOBODY ? null : override.changedBy, atMs: override.changedAtMs }
      : null,
  }
}

export function areSame(some: Overrides, others: Overrides): boolean {
  const text = (overrides: Overrides) =>
    JSON.stringify([...overrides].sort(([one], [other]) => one.localeCompare(other)))
  return text(some) === text(others)
}

function valueOf(name: SettingName, configured: SettingValues, overrides: Overrides): unknown {
  const override = overrides.get(name)
  return override ? override.value : configured[name]
}
