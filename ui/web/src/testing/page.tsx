import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { vi } from 'vitest'
import { LiveProvider } from '../live/LiveContext.tsx'
import { createAppRouter } from '../router.tsx'

/** What the server answers, by path; a number is an error of that status, anything else is JSON. */
export type Answers = Record<string, unknown>

const CALM: Answers = {
  '/control': { stopped: false, by: null, at: null, reason: null, until: null, parts: [], effectiveWithinMs: 2_000 },
  '/health': { status: 'UP', stages: [], lastScrapeAt: null, checkpointAgeMs: null, deadLetters: { total: 0, latest: [] }, streamSubscribers: 1 },
  '/incidents': { asOfSeq: 1, total: 0, incidents: [] },
  '/services': { asOfSeq: 1, services: [] },
  '/signals': { signals: [] },
  '/runbooks': { runbooks: [] },
  '/status': { ready: true, warm: true, openIncidents: 0, stopped: false, version: 'test' },
}

class SilentSource extends EventTarget {
  close() {
    // nothing was open
  }
}

/** Renders the whole application at an address, over canned answers. The longest path that fits answers. */
export function openApp(address: string, answers: Answers = {}) {
  const all: Answers = { ...CALM, ...answers }
  const asked: string[] = []
  vi.stubGlobal('EventSource', SilentSource)
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.replace('/api/v1', '')
    asked.push(path)
    const key = Object.keys(all)
      .filter((each) => path.startsWith(each))
      .toSorted((a, b) => b.length - a.length)[0]
    const answer = key === undefined ? 404 : all[key]
    if (answer === 'never') return new Promise(() => undefined)
    if (typeof answer === 'number') {
      const problem = { title: 'refused', detail: `no answer for ${path}`, status: answer, requestId: 'r-7' }
      return Promise.resolve(new Response(JSON.stringify(problem), { status: answer }))
    }
    return Promise.resolve(new Response(JSON.stringify(answer)))
  })
  const router = createAppRouter(createMemoryHistory({ initialEntries: [address] }))
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const view = render(
    <QueryClientProvider client={client}>
      <LiveProvider>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>,
  )
  return { ...view, asked, client, router }
}
