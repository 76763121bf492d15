import { describe, expect, it } from 'vitest'
import { finding } from '../actions/setup-findings.js'
import { OpenFindings } from './open-findings.js'

const bot = { bot: 'worker 1', role: 'worker', username: null } as const
const outside = finding('bot_not_in_log_channel', { ...bot, logChannel: '-1' })
const away = (reason: string) => finding('bot_unreachable', { ...bot, reason })
const ready = finding('bot_ready', { ...bot, title: 'Log' })

describe('what is wrong', () => {
  it('is news once, and again after it was well', () => {
    const open = new OpenFindings()
    expect(open.look([outside]).news).toEqual([outside])
    expect(open.look([outside])).toEqual({ news: [], mended: [] })
    expect(open.look([ready])).toEqual({ news: [], mended: [outside] })
    expect(open.look([outside]).news).toEqual([outside])
  })

  it('is the same for another reason, and another for another bot', () => {
    const open = new OpenFindings()
    open.look([away('a')])
    open.look([away('b')])
    expect(open.look([away('c')]).news).toEqual([])
    const other = finding('bot_not_in_log_channel', { ...bot, bot: 'worker 2', logChannel: '-1' })
    open.look([outside])
    expect(open.look([outside, other]).news).toEqual([other])
  })

  it('is believed at the second look where it may pass by itself', () => {
    const open = new OpenFindings()
    expect(open.look([away('a')]).news).toEqual([])
    expect(open.isInDoubt).toBe(true)
    expect(open.look([ready])).toEqual({ news: [], mended: [] })
    open.look([away('a')])
    expect(open.look([away('b')]).news).toEqual([away('b')])
    expect(open.isInDoubt).toBe(false)
  })

  it('is remembered with those who were told of it', () => {
    const open = new OpenFindings()
    open.look([outside])
    open.believed[0]?.told.add(7)
    open.look([outside])
    expect([...(open.believed[0]?.told ?? [])]).toEqual([7])
    open.look([])
    open.look([outside])
    expect([...(open.believed[0]?.told ?? [])]).toEqual([])
  })
})
