import { expect, it } from 'vitest'
import { countSockets, parseUsage } from './process-usage.js'

it('reads CPU time behind a name with spaces and parentheses, and memory now and at its peak', () => {
  const stat = '42 (node (x) y) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 11 0 1'
  const status = 'Name:\tnode\nVmPeak:\t 900 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n'
  expect(parseUsage(stat, status)).toEqual({ cpuSeconds: 2, rssMib: 100, peakRssMib: 200 })
})

it('counts sockets that a process holds at a port, not the one listening nor those that only say goodbye', () => {
  const row = (local: string, state: string, inode: string) =>
    `   0: 0100007F:${local} 0100007F:C000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1`
  const table = [
    '  sl  local_address rem_address   st',
    row('1F90', '0A', '11'),
    row('1F90', '01', '12'),
    row('1F90', '08', '13'),
    row('1F90', '06', '0'),
    row('1F90', '04', '0'),
    row('1F91', '01', '14'),
  ].join('\n')
  expect(countSockets(table, 8080)).toBe(2)
})
