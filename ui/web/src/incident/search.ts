export const EVENT_FILTERS = ['failed', 'actions', 'humans'] as const
export type EventFilter = (typeof EVENT_FILTERS)[number]

/** What the incident page shows; lives in the URL. */
export interface IncidentSearch {
  show?: EventFilter
  order?: 'newest'
  /** Zoomed part of the charts, epoch milliseconds. */
  from?: number
  to?: number
}

export function readIncidentSearch(raw: Record<string, unknown>): IncidentSearch {
  const search: IncidentSearch = {}
  const show = EVENT_FILTERS.find((filter) => filter === raw.show)
  if (show) search.show = show
  if (raw.order === 'newest') search.order = 'newest'
  if (isMillis(raw.from) && isMillis(raw.to) && raw.from < raw.to) {
    search.from = raw.from
    search.to = raw.to
  }
  return search
}

function isMillis(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
