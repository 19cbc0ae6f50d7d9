import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { seriesQuery, signalsQuery } from '../api/queries.ts'
import type { Incident, SeriesData, Signal, Target } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { Empty, Failure, Skeleton } from '../kit/Loadable.tsx'
import { Panel } from '../kit/Panel.tsx'
import { shortName, targetKey } from '../kit/target.ts'
import { Clock } from '../kit/When.tsx'
import { useNow } from '../time/now.ts'
import css from './Charts.module.css'
import { MARKER_LETTER, MARKER_TONE } from './chartOptions.ts'
import { incidentSpan } from './stages.ts'
import { TimeChart } from './TimeChart.tsx'

const route = getRouteApi('/incidents/$id')
const BEFORE_MS = 90_000
const AFTER_MS = 30_000
const STEP_MS = 5_000
const POINTS = 400
const USUAL = ['errors', 'latency', 'requests']
const MOST = 5

export function Charts({ incident }: { incident: Incident }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const now = useNow(STEP_MS)
  const span = incidentSpan(incident.summary, now)
  const fromMs = search.from ?? floor(span.startMs - BEFORE_MS)
  const toMs = search.to ?? floor(Math.min(span.endMs + AFTER_MS, now)) + STEP_MS
  const catalogue = useQuery(signalsQuery)
  const names = signalsFor(incident, catalogue.data ?? [])
  const target = targetKey(chartTarget(incident))
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), points: POINTS }
  const series = useQueries({ queries: names.map((signal) => seriesQuery({ target, signal, ...range })) })
  const zoom = (from: number, to: number) =>
    void navigate({ search: (previous) => ({ ...previous, from, to }), replace: true, resetScroll: false })
  const nothing = series.every((each) => each.data?.points.length === 0)
  const markers = series.find((each) => each.data)?.data?.markers ?? []
  const reset = search.from !== undefined && (
    <Button
      onClick={() =>
        void navigate({ search: ({ from: _from, to: _to, ...rest }) => rest, replace: true, resetScroll: false })
      }
    >
      Whole incident
    </Button>
  )
  return (
    <Panel title="Signals" flush aside={reset || 'drag to zoom'}>
      {nothing && <Empty title="No signals">None of {names.join(', ')} is measured on {shortName(chartTarget(incident))} in this range.</Empty>}
      {!nothing && series.map((query, index) => {
        const signal = names[index] ?? ''
        if (!query.data) {
          return query.isError ? (
            <Failure key={signal} error={query.error} retry={() => void query.refetch()} />
          ) : (
            <Skeleton key={signal} rows={4} />
          )
        }
        const about = catalogue.data?.find((each) => each.name === signal)
        return (
          <div key={signal}>
            <TimeChart
              title={signal}
              description={about?.description ?? ''}
              data={query.data}
              fromMs={fromMs}
              toMs={toMs}
              sync={incident.summary.id}
              onZoom={zoom}
            />
            <Missing data={query.data} />
          </div>
        )
      })}
      <MarkerList markers={markers} />
    </Panel>
  )
}

/** Signals belong to workloads: for a lost node the one that suffered first is shown. */
function chartTarget({ summary, evidence }: Incident): Target {
  return summary.service.kind === 'Node' ? (evidence[0]?.workload ?? summary.service) : summary.service
}

/** What fired comes first, then what one always wants to see. */
export function signalsFor(incident: Incident, catalogue: Signal[]): string[] {
  const known = new Set(catalogue.map((signal) => signal.name))
  const fired = incident.evidence.map((anomaly) => anomaly.series.metric).filter((metric) => known.has(metric))
  return [...new Set([...fired, ...USUAL])].slice(0, MOST)
}

function Missing({ data }: { data: SeriesData }) {
  if (data.points.length === 0) return <p className={css.note}>No data in this range.</p>
  if (data.missing.length === 0) return null
  return <p className={css.note}>Incomplete, no answer from: {data.missing.join(', ')}</p>
}

function MarkerList({ markers }: { markers: SeriesData['markers'] }) {
  if (markers.length === 0) return null
  return (
    <ol className={css.markers} aria-label="Markers of the charts">
      {markers.map((marker) => (
        <li key={`${marker.at} ${marker.kind}`}>
          <span className={css.letter} data-tone={MARKER_TONE[marker.kind]}>
            {MARKER_LETTER[marker.kind]}
          </span>
          <span className="muted">
            <Clock at={marker.at} />
          </span>{' '}
          <span className="wrap">{marker.text}</span>
        </li>
      ))}
    </ol>
  )
}

function floor(ms: number): number {
  return Math.floor(ms / STEP_MS) * STEP_MS
}
