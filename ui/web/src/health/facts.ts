import { formatDuration } from '../time/format.ts'

/** `checkpointAgeMs` -> `checkpoint age`. */
export function factName(name: string): string {
  return name
    .replace(/Ms$/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[._-]/g, ' ')
    .toLowerCase()
}

/** Milliseconds as a duration, large counts with separators, everything else as it is. */
export function factValue(name: string, value: string): string {
  if (!/^-?\d+$/.test(value)) return value
  const number = Number(value)
  if (name.endsWith('Ms')) return formatDuration(number)
  return Math.abs(number) >= 10_000 ? number.toLocaleString('en') : value
}
