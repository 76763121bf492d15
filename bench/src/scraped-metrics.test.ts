import { expect, it } from 'vitest'
import { ScrapedMetrics } from './scraped-metrics.js'

const scraped = new ScrapedMetrics(`# HELP used Parts that are held
# TYPE used gauge
used{by="streams"} 100
used{by="cache"} 20
used_more 7
calls_count{store="links",verb="add",outcome="ok"} 2
calls_count{store="links",verb="add",outcome="failed"} 1
calls_count{store="links",verb="find",outcome="ok"} 5
`)

it('sums what has a name, or a label of it, and nothing else', () => {
  expect(scraped.sum('used')).toBe(120)
  expect(scraped.sum('used', 'by="cache"')).toBe(20)
  expect(scraped.sum('used_more')).toBe(7)
  expect(scraped.sum('use')).toBe(0)
})

it('sums by labels, over the others', () => {
  expect([...scraped.byLabels('calls_count', ['store', 'verb'])]).toEqual([
    ['links.add', 3],
    ['links.find', 5],
  ])
})
