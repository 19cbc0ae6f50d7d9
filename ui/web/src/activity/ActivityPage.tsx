import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { ACTIVITY_LIMIT, activityQuery } from '../api/queries.ts'
import type { TimelineEvent } from '../api/types.ts'
import { EventRow } from '../incident/EventRow.tsx'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { Panel } from '../kit/Panel.tsx'
import { usePageTitle } from '../shell/pageTitle.ts'
import css from './ActivityPage.module.css'

/** What people ordered and the platform did outside the incidents of the detectors, newest first. */
export function ActivityPage() {
  usePageTitle('Activity')
  const activity = useQuery(activityQuery)
  return (
    <div className={css.page}>
      <h1>Activity</h1>
      <Panel title="Orders, unit moves, stops, take-overs" flush>
        <Loadable query={activity} rows={8}>
          {(events) => <Events events={events} />}
        </Loadable>
      </Panel>
    </div>
  )
}

function Events({ events }: { events: TimelineEvent[] }) {
  const [open, setOpen] = useState<number | null>(null)
  const toggle = useCallback((seq: number) => setOpen((before) => (before === seq ? null : seq)), [])
  if (events.length === 0) {
    return <Empty title="Nothing yet">What people order outside of incidents appears here, with what came of it, and every move of a unit.</Empty>
  }
  return (
    <>
      <ol className={css.events}>
        {events.map((event) => (
          <EventRow key={event.seq} event={event} open={open === event.seq} onToggle={toggle} />
        ))}
      </ol>
      {events.length >= ACTIVITY_LIMIT && <p className={css.more}>The newest {ACTIVITY_LIMIT}; all of it is on the ledger: ./traas audit export</p>}
    </>
  )
}
