import { LIST_LIMIT, type ListQuery } from '../api/queries.ts'
import { compareInstants } from '../time/format.ts'
import type { Incident, IncidentList, Summary, TimelineEvent } from '../api/types.ts'

/** Somebody has to do something: an answer is awaited, or the platform has handed over. */
export function needsHuman(summary: Summary): boolean {
  return summary.state === 'OPEN' && (summary.attention === 'APPROVAL' || summary.attention === 'HUMAN')
}

/** The server's order: needs-me first, open before resolved, then severity, then newest. */
export function compareIncidents(a: Summary, b: Summary): number {
  return (
    Number(needsHuman(b)) - Number(needsHuman(a)) ||
    Number(b.state === 'OPEN') - Number(a.state === 'OPEN') ||
    (a.state === 'OPEN' ? a.severity.localeCompare(b.severity) : 0) ||
    compareInstants(b.openedAt, a.openedAt) ||
    a.id.localeCompare(b.id)
  )
}

/** The server's filter, so that a pushed incident enters and leaves a list as a fetched one would. */
export function inList(query: ListQuery, summary: Summary): boolean {
  if (query.state !== 'all' && (query.state === 'open') !== (summary.state === 'OPEN')) return false
  const needle = query.q.trim().toLowerCase()
  if (needle === '') return true
  const { service } = summary
  const hay = [summary.id, summary.title, service.namespace, service.name, summary.failureClass, summary.runbook ?? '']
  return hay.some((text) => text.toLowerCase().includes(needle))
}

/**
 * Puts a pushed summary into a fetched list. Frames older than the snapshot are ignored; one of the same number is
 * applied again, because a summary is whole and applying it twice is harmless.
 */
export function patchList(list: IncidentList, query: ListQuery, seq: number | null, summary: Summary): IncidentList {
  if (seq !== null && seq < list.asOfSeq) return list
  const others = list.incidents.filter((each) => each.id !== summary.id)
  const wasIn = others.length < list.incidents.length
  const isIn = inList(query, summary)
  const incidents = isIn ? [...others, summary].toSorted(compareIncidents).slice(0, LIST_LIMIT) : others
  return {
    asOfSeq: Math.max(list.asOfSeq, seq ?? 0),
    total: list.total + Number(isIn) - Number(wasIn),
    incidents,
  }
}

export function patchIncident(incident: Incident, seq: number | null, summary: Summary): Incident {
  if (incident.summary.id !== summary.id || (seq !== null && seq < incident.asOfSeq)) return incident
  return { ...incident, asOfSeq: Math.max(incident.asOfSeq, seq ?? 0), summary }
}

/** Adds an event in its place; one that is there already changes nothing. */
export function appendEvent(events: TimelineEvent[], event: TimelineEvent): TimelineEvent[] {
  if (events.some((each) => each.seq === event.seq)) return events
  return [...events, event].toSorted((a, b) => a.seq - b.seq)
}
