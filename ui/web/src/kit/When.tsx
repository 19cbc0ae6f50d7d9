import { formatAge, formatBothZones, formatClock, formatDuration, millisOf } from '../time/format.ts'
import { useNow } from '../time/now.ts'
import { useZone } from '../time/zone.ts'

/** An instant on the clock, in the zone of the page; both zones on hover. */
export function Clock({ at, millis = false, date = false }: { at: string; millis?: boolean; date?: boolean }) {
  const { zone } = useZone()
  return (
    <time dateTime={at} title={formatBothZones(at)}>
      {formatClock(at, { zone, millis, date })}
    </time>
  )
}

/** How long ago, ticking. */
export function Age({ at, suffix = '' }: { at: string; suffix?: string }) {
  const now = useNow(1_000)
  const age = now - (millisOf(at) ?? now)
  const text = formatAge(age)
  return (
    <time dateTime={at} title={formatBothZones(at)}>
      {text === 'now' ? text : text + suffix}
    </time>
  )
}

/** Time left, ticking; says so when there is none. */
export function Countdown({ to, over }: { to: string; over: string }) {
  const left = (millisOf(to) ?? 0) - useNow()
  return (
    <time dateTime={to} title={formatBothZones(to)}>
      {left > 0 ? formatDuration(Math.round(left / 1_000) * 1_000).replace('.0 s', ' s') : over}
    </time>
  )
}
