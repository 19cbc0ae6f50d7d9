import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keys } from '../api/queries.ts'
import type { Incident, IncidentList, Summary } from '../api/types.ts'
import { incident, summary } from '../testing/summaries.ts'
import { LiveFeed } from './feed.ts'

const QUERY = { state: 'all', q: '' } as const

let client: QueryClient
let feed: LiveFeed
let announced: Summary[]

const list = () => client.getQueryData<IncidentList>(keys.list(QUERY))
const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated

beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient()
  announced = []
  feed = new LiveFeed(client, (each) => announced.push(each))
  client.setQueryData<IncidentList>(keys.list(QUERY), { asOfSeq: 10, total: 0, incidents: [] })
})

afterEach(() => {
  vi.useRealTimers()
  client.clear()
})

describe('LiveFeed', () => {
  it('patches every list and the open page of a pushed incident', () => {
    client.setQueryData<Incident>(keys.incident('in-1'), incident(summary()))

    feed.accept({ kind: 'incident', seq: 11, data: summary({ stage: 'ACT' }) })

    expect(list()?.incidents[0]?.stage).toBe('ACT')
    expect(client.getQueryData<Incident>(keys.incident('in-1'))?.summary.stage).toBe('ACT')
    expect(announced).toHaveLength(1)
  })

  it('fetches the details of a changed incident again, once for a burst', () => {
    client.setQueryData<Incident>(keys.incident('in-1'), incident(summary()))
    const invalidate = vi.spyOn(client, 'invalidateQueries')

    for (let seq = 11; seq < 20; seq++) feed.accept({ kind: 'incident', seq, data: summary() })
    vi.advanceTimersByTime(1_000)

    expect(invalidate).toHaveBeenCalledTimes(1)
    expect(isStale(keys.incident('in-1'))).toBe(true)
  })

  it('applies what arrived while a snapshot travelled', () => {
    feed.accept({ kind: 'incident', seq: 12, data: summary() })

    client.setQueryData<IncidentList>(keys.list(QUERY), { asOfSeq: 11, total: 0, incidents: [] })

    expect(list()).toMatchObject({ asOfSeq: 12, total: 1 })
  })

  it('does not bring back what a newer snapshot no longer has', () => {
    feed.accept({ kind: 'incident', seq: 12, data: summary() })

    client.setQueryData<IncidentList>(keys.list(QUERY), { asOfSeq: 13, total: 0, incidents: [] })

    expect(list()?.total).toBe(0)
  })

  it('fetches snapshots again that are older than the beginning of the stream', () => {
    feed.accept({ kind: 'hb', seq: null, data: { seq: 10 } })
    expect(isStale(keys.list(QUERY))).toBe(false)

    feed.accept({ kind: 'hb', seq: null, data: { seq: 14 } })
    expect(isStale(keys.list(QUERY))).toBe(true)
  })

  it('fetches everything again on a resync', () => {
    feed.accept({ kind: 'resync', seq: 90, data: null })

    expect(isStale(keys.list(QUERY))).toBe(true)
  })

  it('shows the stop switch at once', () => {
    const control = { stopped: true, by: 'ada', at: null, reason: 'drill', effectiveWithinMs: 2_000 }

    feed.accept({ kind: 'control', seq: null, data: control })

    expect(client.getQueryData(keys.control)).toEqual(control)
  })
})
