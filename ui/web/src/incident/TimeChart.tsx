import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { SeriesData } from '../api/types.ts'
import { useTheme } from '../shell/theme.ts'
import { formatClock } from '../time/format.ts'
import { useZone } from '../time/zone.ts'
import { chartOptions, columns } from './chartOptions.ts'
import css from './TimeChart.module.css'
import { formatValue } from './units.ts'

interface TimeChartProps {
  title: string
  description: string
  data: SeriesData
  fromMs: number
  toMs: number
  /** Charts of one name share the cursor. */
  sync: string
  onZoom: (fromMs: number, toMs: number) => void
}

const HEIGHT = 148

/** One signal over time with its expected band, anomalies shaded, and what happened as lettered lines. */
export function TimeChart(props: TimeChartProps) {
  const { title, description, data } = props
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const latest = useRef(props)
  const [index, setIndex] = useState<number | null>(null)
  const { shown: theme } = useTheme()
  const { zone } = useZone()
  const { sync } = props

  useEffect(() => {
    latest.current = props
  })

  // A new theme or zone means a new chart: a canvas knows no stylesheet.
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const setup = {
      width: element.clientWidth,
      height: HEIGHT,
      zone,
      sync,
      data: () => latest.current.data,
      range: (): [number, number] => [latest.current.fromMs / 1_000, latest.current.toMs / 1_000],
      onCursor: setIndex,
      onZoom: (from: number, to: number) => latest.current.onZoom(from, to),
    }
    const drawn = new uPlot(chartOptions(setup), columns(latest.current.data), element)
    chart.current = drawn
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }))
    resize.observe(element)
    return () => {
      resize.disconnect()
      drawn.destroy()
      chart.current = null
    }
  }, [theme, zone, sync])

  useEffect(() => {
    chart.current?.setData(columns(data))
  }, [data, props.fromMs, props.toMs])

  const at = index === null ? data.points.findLast((point) => point[1] !== null) : data.points[index]
  return (
    <figure className={css.chart}>
      <figcaption className={css.caption}>
        <span className={css.title} title={description}>
          <strong>{title}</strong> <span className="muted">{description}</span>
        </span>
        <span className={css.value}>
          {at && (
            <>
              <span className="muted">{formatClock(at[0], { zone })}</span> <strong>{formatValue(at[1], data.unit)}</strong>
              {at[3] !== null && (
                <span className="muted">
                  {' '}
                  expected {formatValue(at[2], data.unit)} to {formatValue(at[3], data.unit)}
                </span>
              )}
            </>
          )}
        </span>
      </figcaption>
      <div ref={box} className={css.plot} role="img" aria-label={describe(title, data)} />
    </figure>
  )
}

function describe(title: string, data: SeriesData): string {
  const values = data.points.map((point) => point[1]).filter((value) => value !== null)
  if (values.length === 0) return `${title}: no data`
  const range = `${formatValue(Math.min(...values), data.unit)} to ${formatValue(Math.max(...values), data.unit)}`
  const last = formatValue(values.at(-1), data.unit)
  return `${title}: between ${range}, last ${last}; ${data.anomalies.length} anomalies, ${data.markers.length} markers`
}
