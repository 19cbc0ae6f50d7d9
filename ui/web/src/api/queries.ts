import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from './client.ts'
import type {
  Control,
  Incident,
  IncidentList,
  PlatformHealth,
  PlatformStatus,
  Runbook,
  SeriesData,
  ServiceList,
  Signal,
  TimelineEvent,
} from './types.ts'

export const LIST_LIMIT = 500
export const EVENTS_LIMIT = 2000
export const ACTIVITY_LIMIT = 200
const SLOW_REFRESH_MS = 5_000

export interface ListQuery {
  state: 'open' | 'closed' | 'all'
  q: string
}

export const keys = {
  lists: ['incidents'] as const,
  list: (query: ListQuery) => ['incidents', query] as const,
  incident: (id: string) => ['incident', id] as const,
  events: (id: string) => ['events', id] as const,
  services: ['services'] as const,
  health: ['health'] as const,
  activity: ['activity'] as const,
  control: ['control'] as const,
}

export function incidentListQuery(query: ListQuery) {
  const search = new URLSearchParams({ state: query.state, q: query.q, limit: String(LIST_LIMIT) })
  return queryOptions({
    queryKey: keys.list(query),
    queryFn: ({ signal }) => get<IncidentList>(`/incidents?${search}`, signal),
    placeholderData: keepPreviousData,
  })
}

export function incidentQuery(id: string) {
  return queryOptions({
    queryKey: keys.incident(id),
    queryFn: ({ signal }) => get<Incident>(`/incidents/${encodeURIComponent(id)}`, signal),
  })
}

export function eventsQuery(id: string) {
  return queryOptions({
    queryKey: keys.events(id),
    queryFn: async ({ signal }) => {
      const path = `/incidents/${encodeURIComponent(id)}/events?after=0&limit=${EVENTS_LIMIT}`
      return (await get<{ events: TimelineEvent[] }>(path, signal)).events
    },
  })
}

export const servicesQuery = queryOptions({
  queryKey: keys.services,
  queryFn: ({ signal }) => get<ServiceList>('/services', signal),
  refetchInterval: SLOW_REFRESH_MS,
})

export const healthQuery = queryOptions({
  queryKey: keys.health,
  queryFn: ({ signal }) => get<PlatformHealth>('/health', signal),
  refetchInterval: SLOW_REFRESH_MS,
})

export const activityQuery = queryOptions({
  queryKey: keys.activity,
  queryFn: async ({ signal }) => (await get<{ events: TimelineEvent[] }>(`/activity?limit=${ACTIVITY_LIMIT}`, signal)).events,
  refetchInterval: SLOW_REFRESH_MS,
})

export const runbooksQuery = queryOptions({
  queryKey: ['runbooks'],
  queryFn: async ({ signal }) => (await get<{ runbooks: Runbook[] }>('/runbooks', signal)).runbooks,
})

export const signalsQuery = queryOptions({
  queryKey: ['signals'],
  queryFn: async ({ signal }) => (await get<{ signals: Signal[] }>('/signals', signal)).signals,
  staleTime: Number.POSITIVE_INFINITY,
})

export const controlQuery = queryOptions({
  queryKey: keys.control,
  queryFn: ({ signal }) => get<Control>('/control', signal),
  refetchInterval: SLOW_REFRESH_MS,
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => get<PlatformStatus>('/status', signal),
  refetchInterval: ({ state }) => (state.data?.warm ? false : SLOW_REFRESH_MS),
})

export interface SeriesQuery {
  target: string
  signal: string
  from: string
  to: string
  points: number
}

/** A range that moves with time is another query every few seconds: the old ones are soon forgotten. */
export function seriesQuery(query: SeriesQuery) {
  const search = new URLSearchParams({ ...query, points: String(query.points) })
  return queryOptions({
    queryKey: ['series', query],
    queryFn: ({ signal }) => get<SeriesData>(`/series?${search}`, signal),
    placeholderData: keepPreviousData,
    gcTime: 15_000,
  })
}
