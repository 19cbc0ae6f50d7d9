// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { keys } from './api/queries.ts'
import { at, incident, summary } from './testing/summaries.ts'
import { openApp } from './testing/page.tsx'

const target = summary().service
const paths = (of: ReturnType<typeof incident>) => ({ '/incidents/in-1': of, '/incidents/in-1/events': { events: [] }, '/series': 503 })
const list = (...incidents: ReturnType<typeof summary>[]) => ({ asOfSeq: 1, total: incidents.length, incidents })

// The pages are loaded when first needed, which takes its time on a busy machine.
beforeAll(() => configure({ asyncUtilTimeout: 15_000 }))

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})

describe('the incident list', () => {
  it('groups what needs a person, what is handled and what is over', async () => {
    openApp('/incidents', {
      '/incidents': list(
        summary({ id: 'a', title: 'Mine', attention: 'APPROVAL' }),
        summary({ id: 'b', title: 'Handled' }),
        summary({ id: 'c', title: 'Over', state: 'RESOLVED', outcome: 'HEALED', resolvedAt: at('10:01:00.000') }),
      ),
    })

    expect(within(await screen.findByRole('region', { name: 'Needs you' })).getByText('Mine')).toBeTruthy()
    expect(within(screen.getByRole('region', { name: 'Being handled' })).getByText('Handled')).toBeTruthy()
    expect(within(screen.getByRole('region', { name: 'Resolved' })).getByText('Healed')).toBeTruthy()
  })

  it('says that there are none only after a successful answer', async () => {
    openApp('/incidents', { '/incidents': 'never' })
    await screen.findByRole('heading', { name: 'Incidents' })
    expect(screen.queryByText('No incidents')).toBeNull()
    cleanup()

    openApp('/incidents')
    expect(await screen.findByText('No incidents')).toBeTruthy()
  })

  it('names the filters in force when they leave nothing', async () => {
    openApp('/incidents?state=open&q=nobody&sev=SEV1', { '/incidents': list(summary()) })

    expect(await screen.findByText('No incident passes the filters')).toBeTruthy()
    expect(screen.getByText(/state is open; text contains “nobody”; severity is SEV1/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
    expect(await screen.findByText('Errors on checkout')).toBeTruthy()
  })

  it('shows status, cause and request of an error, never an empty list', async () => {
    openApp('/incidents', { '/incidents': 503 })

    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toMatch(/Error 503: no answer for .*incidents.* request r-7/)
    expect(screen.queryByText('No incidents')).toBeNull()
  })

  it('keeps the last good data beside a later error', async () => {
    const { client } = openApp('/incidents', { '/incidents': list(summary()) })
    await screen.findByText('Errors on checkout')

    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}', { status: 500 })))
    await client.refetchQueries({ queryKey: keys.lists })

    expect((await screen.findByRole('alert')).textContent).toContain('Below is what was known')
    expect(screen.getByText('Errors on checkout')).toBeTruthy()
  })

  it('says that the detectors are still learning', async () => {
    openApp('/incidents', { '/status': { ready: true, warm: false, openIncidents: 0, stopped: false, version: 'test' } })

    expect(await screen.findByText(/still learning what is normal/)).toBeTruthy()
  })

  it('writes its filters into the URL', async () => {
    const { router } = openApp('/incidents', { '/incidents': list(summary()) })
    await screen.findByText('Errors on checkout')

    fireEvent.click(screen.getByRole('button', { name: 'SEV1' }))
    fireEvent.click(screen.getByRole('button', { name: 'Needs me' }))

    await waitFor(() => expect(router.state.location.search).toEqual({ sev: 'SEV1', mine: true }))
  })
})

describe('the incident page', () => {
  it('says "not yet verified" until it is', async () => {
    const verification = { verdict: null, evidence: [], holdSeconds: 8, deadlineAt: null, recoveredAt: null }
    openApp('/incidents/in-1', paths(incident(summary({ stage: 'VERIFY' }), { verification })))

    const panel = await screen.findByRole('region', { name: 'Verification' })
    expect(panel.textContent).toContain('Not yet verified')
    expect(panel.textContent).not.toContain('Recovered')
  })

  it('takes an unknown cause for an answer', async () => {
    openApp('/incidents/in-1', paths(incident(summary(), { firstSymptom: target, impact: [target] })))

    expect((await screen.findByRole('region', { name: 'Diagnosis' })).textContent).toMatch(/CauseUnknown/)
  })

  it('keeps the other panels when one of them fails', async () => {
    openApp('/incidents/in-1', paths(incident(summary())))

    expect(await screen.findByText('Not decided yet')).toBeTruthy()
    await waitFor(() => expect(screen.getAllByRole('alert').length).toBeGreaterThan(0))
    expect(screen.getByRole('region', { name: 'Signals' })).toBeTruthy()
  })

  it('says so when there is no such incident', async () => {
    openApp('/incidents/gone', { '/incidents/gone': 404 })

    expect(await screen.findByText('No such incident')).toBeTruthy()
  })
})

describe('the stop switch', () => {
  it('tells everybody who stopped it, when and why', async () => {
    openApp('/services', { '/control': { stopped: true, by: 'ada', at: at('10:00:00.000'), reason: 'wrong roll-backs', until: null, parts: [], effectiveWithinMs: 2_000 } })

    const banner = await screen.findByText('All actions are stopped')
    expect(banner.parentElement?.textContent).toMatch(/by ada, 10:00:00 UTC .*“wrong roll-backs”/)
  })

  it('tells what is stopped by itself while the rest runs', async () => {
    const part = { scope: 'namespace.shop', by: 'ada', at: at('10:00:00.000'), reason: 'moving', until: null }
    openApp('/services', { '/control': { stopped: false, by: null, at: null, reason: null, until: null, parts: [part], effectiveWithinMs: 2_000 } })

    const banner = await screen.findByText('Stopped: namespace shop')
    expect(banner.parentElement?.textContent).toMatch(/by ada, 10:00:00 UTC .*“moving”/)
  })

  it('is loud about a switch that cannot be read', async () => {
    openApp('/services', { '/control': { stopped: null, by: null, at: null, reason: 'no cluster', until: null, parts: [], effectiveWithinMs: 2_000 } })

    expect(await screen.findByText('The stop switch cannot be read.')).toBeTruthy()
  })
})

describe('activity', () => {
  const event = { seq: 7, incidentId: null, at: at('10:00:00.000'), kind: 'move', summary: 'Unit u1, switchover to c1: ABORTED, refused', failed: true, stage: 'ACT', detail: { step: '' } }

  it('tells what was done outside of incidents, with the day, and shows the record behind it', async () => {
    openApp('/activity', { '/activity': { events: [event] } })

    const row = await screen.findByRole('button', { name: /Move failed.*2026.*10:00:00\.000 UTC.*Unit u1, switchover to c1/s })
    fireEvent.click(row)
    expect(await screen.findByRole('group', { name: 'Raw JSON' })).toBeTruthy()
  })

  it('says what will appear as long as nothing has', async () => {
    openApp('/activity', { '/activity': { events: [] } })

    expect(await screen.findByText('Nothing yet')).toBeTruthy()
  })
})

describe('health of the platform', () => {
  it('shows a silent stage so that nobody overlooks it', async () => {
    const stage = { name: 'detector', status: 'SILENT', summary: 'no heartbeat', heartbeatAt: null, heartbeatAgeMs: null, facts: { checkpointAgeMs: '6400' } }
    openApp('/health', {
      '/health': { status: 'SILENT', stages: [stage], lastScrapeAt: null, checkpointAgeMs: null, deadLetters: { total: 0, latest: [] }, streamSubscribers: 1 },
    })

    expect(await screen.findByText('detector gives no sign of life.')).toBeTruthy()
    expect(screen.getByText('Checkpoint age').nextElementSibling?.textContent).toBe('6.4 s')
  })
})
