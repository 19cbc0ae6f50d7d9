import { describe, expect, it } from 'vitest'
import type { IncidentList, TimelineEvent } from '../api/types.ts'
import { at, incident, summary } from '../testing/summaries.ts'
import { appendEvent, compareIncidents, inList, patchIncident, patchList } from './patch.ts'

const ALL = { state: 'all', q: '' } as const

function listOf(...ids: string[]): IncidentList {
  return { asOfSeq: 10, total: ids.length, incidents: ids.map((id) => summary({ id })) }
}

describe('patchList', () => {
  it('adds a new incident and counts it', () => {
    const patched = patchList(listOf('a'), ALL, 11, summary({ id: 'b' }))

    expect(patched.incidents.map((each) => each.id)).toEqual(['a', 'b'])
    expect(patched).toMatchObject({ total: 2, asOfSeq: 11 })
  })

  it('replaces one it has', () => {
    const patched = patchList(listOf('a', 'b'), ALL, 11, summary({ id: 'a', severity: 'SEV1' }))

    expect(patched.total).toBe(2)
    expect(patched.incidents[0]).toMatchObject({ id: 'a', severity: 'SEV1' })
  })

  it('ignores frames from before the snapshot', () => {
    const list = listOf('a')

    expect(patchList(list, ALL, 9, summary({ id: 'old' }))).toBe(list)
  })

  it('is not changed by the same frame again', () => {
    const once = patchList(listOf('a'), ALL, 11, summary({ id: 'b' }))

    expect(patchList(once, ALL, 11, summary({ id: 'b' }))).toEqual(once)
  })

  it('lets an incident leave a list whose filter it no longer passes', () => {
    const resolved = summary({ id: 'a', state: 'RESOLVED', resolvedAt: at('10:05:00.000') })

    expect(patchList(listOf('a', 'b'), { state: 'open', q: '' }, 11, resolved)).toMatchObject({ total: 1, incidents: [{ id: 'b' }] })
  })
})

describe('compareIncidents', () => {
  it('puts what needs a person first, then open by severity, then newest', () => {
    const list = [
      summary({ id: 'resolved', state: 'RESOLVED', severity: 'SEV1' }),
      summary({ id: 'minor', severity: 'SEV4' }),
      summary({ id: 'older', openedAt: at('09:00:00.000') }),
      summary({ id: 'newer', openedAt: at('09:30:00.000') }),
      summary({ id: 'mine', severity: 'SEV4', attention: 'APPROVAL' }),
    ]

    expect(list.toSorted(compareIncidents).map((each) => each.id)).toEqual(['mine', 'newer', 'older', 'minor', 'resolved'])
  })
})

describe('inList', () => {
  it.each([
    ['checkout', true],
    ['SHOP', true],
    ['errors', true],
    ['in-1', true],
    ['ledger', false],
  ])('search %s finds it: %s', (q, found) => {
    expect(inList({ state: 'all', q }, summary())).toBe(found)
  })
})

describe('patchIncident', () => {
  it('takes a newer summary and leaves the rest', () => {
    const patched = patchIncident(incident(summary(), { confidence: 0.5 }), 12, summary({ stage: 'ACT' }))

    expect(patched).toMatchObject({ asOfSeq: 12, confidence: 0.5, summary: { stage: 'ACT' } })
  })

  it('ignores an older one and another incident', () => {
    const held = incident(summary())

    expect(patchIncident(held, 9, summary({ stage: 'ACT' }))).toBe(held)
    expect(patchIncident(held, 12, summary({ id: 'other' }))).toBe(held)
  })
})

const event = (seq: number): TimelineEvent => ({
  seq,
  incidentId: 'in-1',
  at: at('10:00:00.000'),
  kind: 'anomaly',
  summary: '',
  failed: false,
  stage: null,
  detail: null,
})

describe('appendEvent', () => {
  it('keeps the order of the event table whatever the order of arrival', () => {
    const events = [event(5), event(3), event(4)].reduce(appendEvent, [] as TimelineEvent[])

    expect(events.map((each) => each.seq)).toEqual([3, 4, 5])
  })

  it('drops duplicates', () => {
    const events = [event(3)]

    expect(appendEvent(events, event(3))).toBe(events)
  })
})
