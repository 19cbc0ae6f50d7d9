/** A number with its unit, short enough for an axis: `12.5 %`, `240 ms`, `1.2 k/s`, `310 MiB`. */
export function formatValue(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'no data'
  switch (unit) {
    case 'ratio':
      return `${trim(value * 100)} %`
    case 's':
      return Math.abs(value) < 1 ? `${trim(value * 1_000)} ms` : `${trim(value)} s`
    case 'bytes':
    case 'By':
      return scaled(value, 1_024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], ' ')
    case '1/s':
      return `${scaled(value, 1_000, ['', 'k', 'M', 'G'], ' ')}/s`
    default:
      return `${scaled(value, 1_000, ['', 'k', 'M', 'G'], ' ')}${unit ? ` ${unit}` : ''}`
  }
}

function scaled(value: number, base: number, prefixes: string[], gap: string): string {
  let rest = value
  let index = 0
  while (Math.abs(rest) >= base && index < prefixes.length - 1) {
    rest /= base
    index += 1
  }
  const prefix = prefixes[index] ?? ''
  return prefix ? `${trim(rest)}${gap}${prefix}` : trim(rest)
}

/** Three digits that matter, without trailing zeros. */
function trim(value: number): string {
  if (value === 0) return '0'
  const abs = Math.abs(value)
  const digits = abs >= 100 ? 0 : abs >= 10 ? 1 : abs >= 1 ? 2 : 3
  return String(Number(value.toFixed(digits)))
}
