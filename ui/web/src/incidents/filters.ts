import type { Summary } from '../api/types.ts'
import { needsHuman } from '../live/patch.ts'

export const STATES = ['all', 'open', 'closed'] as const
export const SEVERITIES = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const

/** What the list shows; lives in the URL, defaults left out of it. */
export interface ListSearch {
  state?: 'open' | 'closed'
  q?: string
  /** Severities that are shown; absent: all. */
  sev?: string
  mine?: true
}

/** Reads whatever stands in the URL: unknown values fall back to the default, never to an error. */
export function readListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {}
  if (raw.state === 'open' || raw.state === 'closed') search.state = raw.state
  if (typeof raw.q === 'string' && raw.q !== '') search.q = raw.q.slice(0, 200)
  if (typeof raw.q === 'number') search.q = String(raw.q)
  const sev = severitiesOf(typeof raw.sev === 'string' ? raw.sev : undefined)
  if (sev.length > 0 && sev.length < SEVERITIES.length) search.sev = sev.join(',')
  if (raw.mine === true) search.mine = true
  return search
}

export function severitiesOf(text: string | undefined): string[] {
  const wanted = (text ?? '').toUpperCase().split(',')
  return SEVERITIES.filter((severity) => wanted.includes(severity))
}

/** Adds or removes one severity; all or none means no filter. */
export function toggleSeverity(text: string | undefined, severity: string): string | undefined {
  const now = severitiesOf(text)
  const next = SEVERITIES.filter((each) => (each === severity ? !now.includes(each) : now.includes(each)))
  return next.length === 0 || next.length === SEVERITIES.length ? undefined : next.join(',')
}

/** The filters that the server does not know. */
export function passes(search: ListSearch, summary: Summary): boolean {
  const severities = severitiesOf(search.sev)
  if (severities.length > 0 && !severities.includes(summary.severity)) return false
  return !search.mine || needsHuman(summary)
}

export function isFiltered(search: ListSearch): boolean {
  return Boolean(search.state ?? search.q ?? search.sev ?? search.mine)
}
