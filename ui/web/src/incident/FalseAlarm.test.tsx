// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { TimelineEvent } from '../api/types.ts'
import { FalseAlarm } from './FalseAlarm.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(kind: string) {
  const event: TimelineEvent = {
    seq: 1,
    incidentId: 'inc-1',
    at: '2026-01-31T12:00:00Z',
    kind: 'anomaly',
    summary: '',
    failed: true,
    stage: 'DETECT',
    detail: { id: 'an-1', kind },
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <FalseAlarm event={event} />
    </QueryClientProvider>,
  )
}

test('a false alarm is said of what the shipped detector found', async () => {
  const fetch = vi.fn(async () => new Response('{}', { status: 202 }))
  vi.stubGlobal('fetch', fetch)
  show('PATTERN')
  fireEvent.click(screen.getByRole('button', { name: 'This was a false alarm' }))
  expect(await screen.findByText(/^Taken/)).toBeTruthy()
  const [path, init] = fetch.mock.calls[0] as unknown as [string, RequestInit]
  expect(path).toBe('/api/v1/feedback')
  expect(JSON.parse(String(init.body))).toEqual({ verdict: 'FALSE_ALARM', anomalyId: 'an-1' })
})

test('a refusal is shown with its reason', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ detail: 'no anomaly an-1 is known' }, { status: 404 }))
  show('PATTERN')
  fireEvent.click(screen.getByRole('button'))
  expect((await screen.findByRole('alert')).textContent).toBe('Not sent: no anomaly an-1 is known')
})

test('of what does not learn nothing is asked', () => {
  show('HIGH')
  expect(screen.queryByRole('button')).toBeNull()
})
