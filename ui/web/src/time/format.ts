export type Zone = 'utc' | 'local'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** `0.4 s`, `24.1 s`, `3 m 12 s`, `2 h 05 m`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const abs = Math.max(0, ms)
  if (abs < MINUTE - 50) return `${(abs / SECOND).toFixed(1)} s`
  // Rounded once and as a whole, so that no part can read 60.
  const seconds = Math.round(abs / SECOND)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Coarse, for ages that tick: `now`, `8 s`, `4 m`, `2 h 05 m`. */
export function formatAge(ms: number): string {
  if (ms < SECOND) return 'now'
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`
  return formatDuration(ms)
}

/** `+12.4 s` or `−3.0 s` against a reference instant. */
export function formatOffset(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${formatDuration(Math.abs(ms))}`
}

export interface ClockOptions {
  zone: Zone
  millis?: boolean
  date?: boolean
}

/** Time of day on a 24 h clock, always with its zone: `03:12:07.123 UTC`, `05:12:07 +02:00`. */
export function formatClock(instant: string | number, { zone, millis = false, date = false }: ClockOptions): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return 'invalid time'
  const offset = zone === 'utc' ? 0 : -at.getTimezoneOffset()
  const iso = new Date(at.getTime() + offset * MINUTE).toISOString()
  const day = date ? `${iso.slice(0, 10)} ` : ''
  return `${day}${iso.slice(11, millis ? 23 : 19)} ${zone === 'utc' ? 'UTC' : formatZoneOffset(offset)}`
}

function formatZoneOffset(minutes: number): string {
  const abs = Math.abs(minutes)
  return `${minutes < 0 ? '−' : '+'}${pad(Math.floor(abs / 60))}:${pad(abs % 60)}`
}

/** What a hover shows: both zones, to the millisecond, with the date. */
export function formatBothZones(instant: string | number): string {
  const both = { millis: true, date: true }
  return `${formatClock(instant, { zone: 'utc', ...both })} · ${formatClock(instant, { zone: 'local', ...both })}`
}

/** Earlier first. As text instants do not sort: some have more digits of a second than others, some have none. */
export function compareInstants(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b) || (a < b ? -1 : Number(a > b))
}

export function millisOf(instant: string | null | undefined): number | null {
  if (!instant) return null
  const ms = Date.parse(instant)
  return Number.isNaN(ms) ? null : ms
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
