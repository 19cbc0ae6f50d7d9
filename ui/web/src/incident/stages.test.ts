import { describe, expect, it } from 'vitest'
import { at, summary } from '../testing/summaries.ts'
import { type StageSpan, incidentSpan, stageSpans } from './stages.ts'

const ALL = {
  detectedAt: at('10:00:00.000'),
  locatedAt: at('10:00:01.000'),
  decidedAt: at('10:00:01.500'),
  actionStartedAt: at('10:00:02.000'),
  recoveredAt: at('10:00:15.000'),
  verifiedAt: at('10:00:24.100'),
}
const NOW = Date.parse(at('10:01:00.000'))

const total = (spans: StageSpan[]) => spans.reduce((sum, span) => sum + span.durationMs, 0)
const statuses = (spans: StageSpan[]) => spans.map((span) => span.status)

describe('stageSpans', () => {
  it('gives a healed incident five spans that end at its instants', () => {
    const healed = summary({ state: 'RESOLVED', stage: 'CLOSED', instants: ALL, resolvedAt: at('10:00:26.000') })

    const spans = stageSpans(healed, NOW)

    expect(spans.map((span) => span.durationMs)).toEqual([600, 400, 500, 500, 22_100])
    expect(statuses(spans)).toEqual(['done', 'done', 'done', 'done', 'done'])
  })

  it('takes the end of the action from the ledger where it is known', () => {
    const healed = summary({ state: 'RESOLVED', stage: 'CLOSED', instants: ALL })

    const spans = stageSpans(healed, NOW, at('10:00:06.000'))

    expect(spans.map((span) => span.durationMs)).toEqual([600, 400, 500, 4_500, 18_100])
  })

  it('lets the running stage tick and the later ones wait', () => {
    const acting = summary({ stage: 'ACT', instants: { ...ALL, recoveredAt: null, verifiedAt: null } })

    const spans = stageSpans(acting, Date.parse(at('10:00:09.500')))

    expect(statuses(spans)).toEqual(['done', 'done', 'done', 'active', 'pending'])
    expect(spans[3]?.durationMs).toBe(8_000)
  })

  it('stays in the decision while a person is asked, although a decision is known', () => {
    const asking = summary({ stage: 'DECIDE', attention: 'APPROVAL', instants: { ...ALL, actionStartedAt: null, recoveredAt: null, verifiedAt: null } })

    expect(statuses(stageSpans(asking, NOW))).toEqual(['done', 'done', 'active', 'pending', 'pending'])
  })

  it('is over once verified, although the anomalies have not closed yet', () => {
    const verified = summary({ stage: 'VERIFY', instants: ALL })

    expect(statuses(stageSpans(verified, NOW))).toEqual(['done', 'done', 'done', 'done', 'done'])
    expect(incidentSpan(verified, NOW).endMs).toBe(Date.parse(ALL.verifiedAt))
  })

  it('says where an incident ended that went away by itself', () => {
    const gone = summary({
      state: 'RESOLVED',
      stage: 'CLOSED',
      resolvedAt: at('10:00:50.000'),
      instants: { ...ALL, actionStartedAt: null, recoveredAt: null, verifiedAt: null },
    })

    const spans = stageSpans(gone, NOW)

    expect(statuses(spans)).toEqual(['done', 'done', 'done', 'ended', 'pending'])
    expect(total(spans)).toBe(50_000)
  })

  it('never makes a negative span of instants that come out of order, and always adds up', () => {
    let seed = 7
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const instant = () => (random() < 0.25 ? null : new Date(Date.parse(ALL.detectedAt) + Math.floor(random() * 90_000)).toISOString())
    for (let round = 0; round < 500; round++) {
      const over = random() < 0.5
      const odd = summary({
        state: over ? 'RESOLVED' : 'OPEN',
        stage: over ? 'CLOSED' : (['DETECT', 'DIAGNOSE', 'DECIDE', 'ACT', 'VERIFY'] as const)[Math.floor(random() * 5)] ?? 'ACT',
        resolvedAt: over ? instant() : null,
        instants: {
          detectedAt: instant(),
          locatedAt: instant(),
          decidedAt: instant(),
          actionStartedAt: instant(),
          recoveredAt: instant(),
          verifiedAt: instant(),
        },
      })

      const spans = stageSpans(odd, NOW)
      const { startMs, endMs } = incidentSpan(odd, NOW)

      expect(Math.min(...spans.map((span) => span.durationMs))).toBeGreaterThanOrEqual(0)
      expect(total(spans), JSON.stringify(odd)).toBe(endMs - startMs)
    }
  })
})
