import type { QueryClient } from '@tanstack/react-query'
import { keys, type ListQuery } from '../api/queries.ts'
import type { Control, Incident, IncidentList, Summary, TimelineEvent } from '../api/types.ts'
import { appendEvent, patchIncident, patchList } from './patch.ts'
import type { Frame } from './stream.ts'

const REFETCH_DELAY_MS = 250
const REMEMBERED = 500

interface Pushed {
  seq: number | null
  summary: Summary
}

/**
 * Carries frames of the stream into the query cache. Summaries and events are patched in place; what a frame only
 * announces (decisions, ledger) is fetched again, at most four times a second.
 */
export class LiveFeed {
  private readonly client: QueryClient
  private readonly announce: (summary: Summary) => void
  private readonly recent: Pushed[] = []
  private readonly due = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(client: QueryClient, announce: (summary: Summary) => void) {
    this.client = client
    this.announce = announce
    this.reapplyToSnapshots()
  }

  readonly accept = (frame: Frame): void => {
    switch (frame.kind) {
      case 'incident':
        this.remember({ seq: frame.seq, summary: frame.data as Summary })
        break
      case 'event':
        this.addEvent(frame.data as TimelineEvent)
        break
      case 'control':
        this.client.setQueryData<Control>(keys.control, frame.data as Control)
        break
      case 'health':
        this.refetchSoon(keys.health)
        break
      case 'resync':
        this.recent.length = 0
        void this.client.invalidateQueries()
        break
      case 'hb':
        this.refetchOlderThan((frame.data as { seq?: number } | null)?.seq ?? 0)
        break
    }
  }

  /** A snapshot from before the stream began lacks what happened in between. */
  private refetchOlderThan(position: number): void {
    void this.client.invalidateQueries({
      predicate: ({ queryKey, state }) =>
        (queryKey[0] === keys.lists[0] || queryKey[0] === 'incident') &&
        ((state.data as { asOfSeq: number } | undefined)?.asOfSeq ?? position) < position,
    })
  }

  private remember(pushed: Pushed): void {
    this.recent.push(pushed)
    if (this.recent.length > REMEMBERED) this.recent.shift()
    for (const [key, list] of this.client.getQueriesData<IncidentList>({ queryKey: keys.lists })) {
      if (list) this.client.setQueryData(key, patchList(list, key[1] as ListQuery, pushed.seq, pushed.summary))
    }
    const id = pushed.summary.id
    this.client.setQueryData<Incident>(keys.incident(id), (held) => held && patchIncident(held, pushed.seq, pushed.summary))
    this.refetchSoon(keys.incident(id))
    this.announce(pushed.summary)
  }

  private addEvent(event: TimelineEvent): void {
    if (event.incidentId === null) return
    this.client.setQueryData<TimelineEvent[]>(keys.events(event.incidentId), (held) => held && appendEvent(held, event))
    this.refetchSoon(keys.incident(event.incidentId))
  }

  /** A snapshot may have been taken before a frame that arrived while it travelled: apply such frames to it. */
  private reapplyToSnapshots(): void {
    this.client.getQueryCache().subscribe(({ type, query }) => {
      if (type !== 'updated' || query.queryKey[0] !== keys.lists[0] || this.recent.length === 0) return
      const list = query.state.data as IncidentList | undefined
      if (!list) return
      const missed = this.recent.filter((pushed) => pushed.seq !== null && pushed.seq > list.asOfSeq)
      if (missed.length === 0) return
      const patched = missed.reduce((held, { seq, summary }) => patchList(held, query.queryKey[1] as ListQuery, seq, summary), list)
      this.client.setQueryData(query.queryKey, patched)
    })
  }

  private refetchSoon(key: readonly string[]): void {
    const name = key.join('/')
    if (this.due.has(name)) return
    const timer = setTimeout(() => {
      this.due.delete(name)
      void this.client.invalidateQueries({ queryKey: key, exact: true })
    }, REFETCH_DELAY_MS)
    this.due.set(name, timer)
  }
}
