import uPlot from 'uplot'
import type { SeriesData } from '../api/types.ts'
import { compareInstants, type Zone } from '../time/format.ts'
import { formatValue } from './units.ts'

export const MARKER_LETTER = { change: 'C', detected: 'D', action: 'A', verified: 'V' } as const
export const MARKER_TONE = { change: 'amber', detected: 'red', action: 'blue', verified: 'green' } as const

export interface ChartSetup {
  width: number
  height: number
  zone: Zone
  sync: string
  /** Read at every draw, so that new data needs no new chart. */
  data: () => SeriesData
  range: () => [number, number]
  onCursor: (index: number | null) => void
  onZoom: (fromMs: number, toMs: number) => void
}

/** Columns as uPlot wants them: seconds, value, low, high. */
export function columns(data: SeriesData): uPlot.AlignedData {
  const pick = (index: 1 | 2 | 3) => data.points.map((point) => point[index])
  return [data.points.map((point) => point[0] / 1_000), pick(1), pick(2), pick(3)]
}

export function chartOptions(setup: ChartSetup): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const axis = {
    stroke: color('muted'),
    font: `11px ${color('font')}`,
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  }
  const edge = { stroke: 'transparent', width: 0, points: { show: false } }
  return {
    width: setup.width,
    height: setup.height,
    padding: [17, 30, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => {
      const date = new Date(seconds * 1_000)
      return setup.zone === 'utc' ? uPlot.tzDate(date, 'Etc/UTC') : date
    },
    cursor: {
      sync: { key: setup.sync },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: true, range: () => setup.range() },
      y: { range: (chart) => valueRange(chart.data) },
    },
    axes: [
      { ...axis, size: 26, gap: 7, space: 68, values: timeLabels(setup.zone) },
      { ...axis, size: 62, values: (_chart, ticks) => ticks.map((tick) => formatValue(tick, setup.data().unit)), space: 30 },
    ],
    series: [{}, { stroke: color('blue'), width: 1.75, points: { show: false }, spanGaps: false }, edge, edge],
    bands: [{ series: [3, 2], fill: alpha(color('blue'), 0.14) }],
    hooks: {
      drawClear: [(chart) => drawAnomalies(chart, setup.data(), color('red'))],
      draw: [(chart) => drawMarkers(chart, setup.data(), color)],
      setCursor: [(chart) => setup.onCursor(chart.cursor.idx ?? null)],
      setSelect: [
        (chart) => {
          if (chart.select.width < 6) return
          const at = (x: number) => Math.round(chart.posToVal(x, 'x') * 1_000)
          setup.onZoom(at(chart.select.left), at(chart.select.left + chart.select.width))
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        },
      ],
    },
  }
}

function timeLabels(zone: Zone): (chart: uPlot, splits: number[]) => string[] {
  return (_chart, splits) => {
    const step = (splits[1] ?? 0) - (splits[0] ?? 0)
    return splits.map((seconds) => {
      const date = new Date(seconds * 1_000)
      const shifted = zone === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
      return shifted.toISOString().slice(11, step >= 60 ? 16 : 19)
    })
  }
}

/** From zero; high enough for the line and, unless it dwarfs the line, for the band. */
function valueRange(data: uPlot.AlignedData): [number, number] {
  const top = Math.max(0, ...numbers(data[1]))
  const band = Math.max(0, ...numbers(data[3]))
  const max = Math.max(top, Math.min(band, top * 2.5 || band)) * 1.12
  return [Math.min(0, ...numbers(data[1])), max || 1]
}

function numbers(column: ArrayLike<number | null | undefined> | undefined): number[] {
  return Array.from(column ?? []).filter((value): value is number => typeof value === 'number')
}

function drawAnomalies(chart: uPlot, data: SeriesData, red: string): void {
  const { ctx, bbox } = chart
  const [from, to] = [chart.scales.x?.min ?? 0, chart.scales.x?.max ?? 0]
  for (const anomaly of data.anomalies) {
    const start = Math.max(from, Date.parse(anomaly.from) / 1_000)
    const end = Math.min(to, anomaly.to ? Date.parse(anomaly.to) / 1_000 : to)
    if (end <= start) continue
    const x = chart.valToPos(start, 'x', true)
    const width = Math.max(2, chart.valToPos(end, 'x', true) - x)
    ctx.fillStyle = alpha(red, 0.13)
    ctx.fillRect(x, bbox.top, width, bbox.height)
    ctx.fillStyle = red
    ctx.fillRect(x, bbox.top + bbox.height - 2 * devicePixelRatio, width, 2 * devicePixelRatio)
  }
}

function drawMarkers(chart: uPlot, data: SeriesData, color: (name: string) => string): void {
  const { ctx, bbox } = chart
  const scale = devicePixelRatio
  let free = 0
  ctx.save()
  for (const marker of data.markers.toSorted((a, b) => compareInstants(a.at, b.at))) {
    const seconds = Date.parse(marker.at) / 1_000
    if (seconds < (chart.scales.x?.min ?? 0) || seconds > (chart.scales.x?.max ?? 0)) continue
    const x = Math.round(chart.valToPos(seconds, 'x', true)) + 0.5
    const tone = color(MARKER_TONE[marker.kind] ?? 'neutral')
    ctx.strokeStyle = tone
    ctx.lineWidth = 1.25 * scale
    ctx.setLineDash(marker.kind === 'change' ? [4 * scale, 3 * scale] : [])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top - 2 * scale)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillStyle = tone
    // Letters of instants close to each other stand side by side.
    const left = Math.max(x - 6.5 * scale, free)
    free = left + 14 * scale
    ctx.fillRect(left, bbox.top - 16 * scale, 13 * scale, 13 * scale)
    ctx.fillStyle = color('surface')
    ctx.font = `700 ${10 * scale}px ${color('font')}`
    ctx.textAlign = 'center'
    ctx.textBaseline = 'middle'
    ctx.fillText(MARKER_LETTER[marker.kind] ?? '?', left + 6.5 * scale, bbox.top - 9 * scale)
  }
  ctx.restore()
}

function alpha(hex: string, share: number): string {
  return `${hex}${Math.round(share * 255)
    .toString(16)
    .padStart(2, '0')}`
}
