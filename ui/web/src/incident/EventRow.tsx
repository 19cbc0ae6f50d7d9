import { memo, useState } from 'react'
import type { TimelineEvent } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Json } from '../kit/Json.tsx'
import { Clock } from '../kit/When.tsx'
import { formatOffset, millisOf } from '../time/format.ts'
import { FalseAlarm } from './FalseAlarm.tsx'
import css from './Timeline.module.css'
import { lookOf } from './events.ts'

interface EventRowProps {
  event: TimelineEvent
  /** From when the time is counted that is told beside the clock; without, the day is told. */
  startMs?: number
  open: boolean
  onToggle: (seq: number) => void
}

export const EventRow = memo(function EventRow({ event, startMs, open, onToggle }: EventRowProps) {
  const look = lookOf(event)
  return (
    <li className={css.event} id={`ev-${event.seq}`} data-tone={look.tone} data-failed={look.tone === 'red' || undefined}>
      <span className={css.icon}>
        <Icon name={look.icon} size={14} />
      </span>
      <button type="button" className={css.line} data-row data-seq={event.seq} aria-expanded={open} onClick={() => onToggle(event.seq)}>
        <span className={css.meta}>
          <span className={css.kind}>{look.word}</span>
          <span className={css.time}>
            <Clock at={event.at} millis date={startMs === undefined} />
            {startMs !== undefined && <span className={css.offset}> {formatOffset((millisOf(event.at) ?? startMs) - startMs)}</span>}
          </span>
        </span>
        <span className={css.summary}>{event.summary}</span>
      </button>
      {open && (
        <div className={css.detail}>
          <CopyLink seq={event.seq} />
          <FalseAlarm event={event} />
          <Json value={event.detail} />
        </div>
      )}
    </li>
  )
})

function CopyLink({ seq }: { seq: number }) {
  const [copied, setCopied] = useState(false)
  return (
    <Button look="quiet" onClick={() => void copyLink(seq).then(setCopied)}>
      <Icon name="link" size={14} /> {copied ? 'Link copied' : 'Copy link to this event'}
    </Button>
  )
}

/** Puts the address of an event into the clipboard and into the address bar. */
export async function copyLink(seq: number): Promise<boolean> {
  const url = new URL(location.href)
  url.hash = `ev-${seq}`
  history.replaceState(history.state, '', url)
  try {
    await navigator.clipboard.writeText(url.href)
    return true
  } catch {
    return false
  }
}
