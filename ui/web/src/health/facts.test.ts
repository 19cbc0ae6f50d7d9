import { expect, it } from 'vitest'
import { showFacts } from './facts.ts'

const pairs = (facts: Record<string, string>) => showFacts(facts).map(({ name, value }) => [name, value])

it('adds up the lags of all partitions and names the topics that are behind', () => {
  expect(pairs({ 'lag.traas.metrics-0': '0', 'lag.traas.ledger-0': '0' })).toEqual([['Lag', 'none on 2 topics']])
  expect(pairs({ 'lag.traas.metrics-0': '1200', 'lag.traas.metrics-1': '34', 'lag.traas.ledger-0': '0' })).toEqual([['Lag', '1,234 on traas.metrics']])
})

it('reads names as words, milliseconds as durations and flags as yes or no', () => {
  expect(pairs({ checkpointAgeMs: '6400', targetsUp: '18', warm: 'true', series: '18204' })).toEqual([
    ['Checkpoint age', '6.4 s'],
    ['Targets up', '18'],
    ['Warm', 'yes'],
    ['Series', '18,204'],
  ])
})

it('tells instants from text and leaves the heartbeat to its own line', () => {
  expect(showFacts({ lastScrapeAt: '2026-11-22T11:24:04.913956712Z', lastHeartbeatAt: '2026-11-22T11:24:03Z', heartbeatSequence: '9' })).toEqual([
    { name: 'Last scrape', value: '2026-11-22T11:24:04.913956712Z', instant: true },
  ])
})
