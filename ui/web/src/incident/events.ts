import type { TimelineEvent } from '../api/types.ts'
import type { Tone } from '../kit/Badge.tsx'
import type { IconName } from '../kit/Icon.tsx'
import type { EventFilter } from './search.ts'

const LOOKS: Record<string, { icon: IconName; tone: Tone; word: string }> = {
  anomaly: { icon: 'wave', tone: 'amber', word: 'Anomaly' },
  incident: { icon: 'flag', tone: 'amber', word: 'Incident' },
  severity: { icon: 'alert', tone: 'amber', word: 'Severity' },
  decision: { icon: 'scales', tone: 'blue', word: 'Decision' },
  guard: { icon: 'shield', tone: 'blue', word: 'Guard' },
  approval: { icon: 'person', tone: 'violet', word: 'Approval' },
  intent: { icon: 'bolt', tone: 'blue', word: 'Intent' },
  result: { icon: 'bolt', tone: 'blue', word: 'Result' },
  verification: { icon: 'check', tone: 'green', word: 'Verification' },
  escalation: { icon: 'person', tone: 'violet', word: 'Escalation' },
  change: { icon: 'swap', tone: 'neutral', word: 'Change' },
  control: { icon: 'stop', tone: 'red', word: 'Stop switch' },
  order: { icon: 'person', tone: 'violet', word: 'Order' },
  move: { icon: 'swap', tone: 'blue', word: 'Unit move' },
  platform: { icon: 'wave', tone: 'neutral', word: 'Platform' },
}

export function lookOf(event: TimelineEvent): { icon: IconName; tone: Tone; word: string } {
  const look = LOOKS[event.kind] ?? { icon: 'help', tone: 'neutral', word: event.kind }
  if (event.kind === 'anomaly' && !event.failed) return { icon: 'check', tone: 'green', word: 'Anomaly over' }
  if (event.kind === 'incident' && event.stage === 'CLOSED') return { icon: 'flag', tone: 'green', word: 'Resolved' }
  const failure = event.failed ? FAILURES[event.kind] : undefined
  return failure ? { word: failure, tone: 'red', icon: 'cross' } : look
}

/** An anomaly or an escalation is bad news by nature; what went wrong with what was done has to stand out. */
const FAILURES: Record<string, string> = {
  guard: 'Guard refused',
  approval: 'Not approved',
  result: 'Action failed',
  verification: 'Not recovered',
  move: 'Move failed',
}

const KINDS: Record<Exclude<EventFilter, 'failed'>, string[]> = {
  actions: ['intent', 'result', 'verification'],
  humans: ['approval', 'escalation', 'control', 'order'],
}

export function showEvents(events: TimelineEvent[], show: EventFilter | undefined, order: 'newest' | undefined): TimelineEvent[] {
  const shown = events.filter((event) => !show || (show === 'failed' ? event.failed : KINDS[show].includes(event.kind)))
  const direction = order === 'newest' ? -1 : 1
  return shown.toSorted((a, b) => direction * (Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq))
}
