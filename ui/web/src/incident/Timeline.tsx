import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { EVENTS_LIMIT, eventsQuery } from '../api/queries.ts'
import type { Summary, TimelineEvent } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { Panel } from '../kit/Panel.tsx'
import { useHotkeys } from '../shell/hotkeys.ts'
import { EventRow, copyLink } from './EventRow.tsx'
import { showEvents } from './events.ts'
import { EVENT_FILTERS, type EventFilter } from './search.ts'
import { incidentSpan } from './stages.ts'
import css from './Timeline.module.css'

const route = getRouteApi('/incidents/$id')
const LONG = 200
const FILTER_TEXT: Record<EventFilter, string> = { failed: 'Failed', actions: 'Actions', humans: 'Humans' }

export function Timeline({ summary }: { summary: Summary }) {
  const events = useQuery(eventsQuery(summary.id))
  const { show, order } = route.useSearch()
  const navigate = route.useNavigate()
  const setShow = (next: EventFilter | undefined) =>
    void navigate({
      search: ({ show: _show, ...rest }) => (next ? { ...rest, show: next } : rest),
      replace: true,
      resetScroll: false,
    })
  const flip = () =>
    void navigate({
      search: ({ order: now, ...rest }) => (now ? rest : { ...rest, order: 'newest' as const }),
      replace: true,
      resetScroll: false,
    })
  useHotkeys({ f: () => setShow(show === 'failed' ? undefined : 'failed') })
  const controls = (
    <>
      {EVENT_FILTERS.map((filter) => (
        <Button key={filter} aria-pressed={show === filter} onClick={() => setShow(show === filter ? undefined : filter)}>
          {FILTER_TEXT[filter]}
        </Button>
      ))}
      <Button look="quiet" onClick={flip}>
        {order === 'newest' ? 'Newest first' : 'Oldest first'}
      </Button>
    </>
  )
  return (
    <Panel title="Timeline" flush aside={controls}>
      <Loadable query={events} rows={8}>
        {(all) => <Events all={all} summary={summary} show={show} order={order} />}
      </Loadable>
    </Panel>
  )
}

interface EventsProps {
  all: TimelineEvent[]
  summary: Summary
  show: EventFilter | undefined
  order: 'newest' | undefined
}

function Events({ all, summary, show, order }: EventsProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(seqOfHash()))
  const list = useRef<HTMLOListElement>(null)
  const toggle = useCallback((seq: number) => setOpen((before) => flipped(before, seq)), [])
  useHotkeys({
    e: () => focusedSeq().forEach(toggle),
    y: () => focusedSeq().forEach((seq) => void copyLink(seq)),
  })
  // A link to an event leads to it, once its list is there.
  useEffect(() => {
    const [seq] = seqOfHash()
    const row = seq === undefined ? null : list.current?.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
    row?.scrollIntoView({ block: 'center' })
    row?.focus({ preventScroll: true })
  }, [])
  const shown = showEvents(all, show, order)
  if (shown.length === 0) {
    return <Empty title={show ? `No ${FILTER_TEXT[show].toLowerCase()} among ${all.length} events` : 'No events yet'} />
  }
  const { startMs } = incidentSpan(summary, Date.parse(summary.updatedAt))
  return (
    <>
      <ol className={css.events} ref={list} data-long={shown.length > LONG || undefined}>
        {shown.map((event) => (
          <EventRow key={event.seq} event={event} startMs={startMs} open={open.has(event.seq)} onToggle={toggle} />
        ))}
      </ol>
      {all.length >= EVENTS_LIMIT && <p className={css.more}>The first {EVENTS_LIMIT} events; there are more.</p>}
    </>
  )
}

function flipped(before: ReadonlySet<number>, seq: number): ReadonlySet<number> {
  const next = new Set(before)
  if (!next.delete(seq)) next.add(seq)
  return next
}

function seqOfHash(): number[] {
  const match = /^#ev-(\d+)$/.exec(location.hash)
  return match ? [Number(match[1])] : []
}

function focusedSeq(): number[] {
  const seq = (document.activeElement as HTMLElement | null)?.dataset.seq
  return seq ? [Number(seq)] : []
}
