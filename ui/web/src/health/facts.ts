import { unfold } from '../kit/words.tsx'
import { formatDuration } from '../time/format.ts'

export interface ShownFact {
  name: string
  value: string
  /** The value is an instant: show how long ago. */
  instant: boolean
}

const LAG = /^lag\.(.+)-\d+$/
/** Said by the heartbeat line already. */
const SAID = /heartbeat(At|Sequence)$/i
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** What a stage tells of itself, for people: lags of all partitions as one number, times as ages, names as words. */
export function showFacts(facts: Record<string, string>): ShownFact[] {
  const shown = Object.entries(facts)
    .filter(([name]) => !LAG.test(name) && !SAID.test(name))
    .map(([name, value]) => showFact(name, value))
  const lag = showLag(facts)
  return lag ? [lag, ...shown] : shown
}

function showFact(name: string, value: string): ShownFact {
  const bare = unfold(name.replace(/(Ms|At)$/, ''))
  if (INSTANT.test(value)) return { name: bare, value, instant: true }
  if (name.endsWith('Ms') && /^-?\d+$/.test(value)) return { name: bare, value: formatDuration(Number(value)), instant: false }
  const yesNo = { true: 'yes', false: 'no' }[value]
  return { name: bare, value: yesNo ?? (/^\d{5,}$/.test(value) ? Number(value).toLocaleString('en') : value), instant: false }
}

function showLag(facts: Record<string, string>): ShownFact | null {
  const byTopic = new Map<string, number>()
  for (const [name, value] of Object.entries(facts)) {
    const topic = LAG.exec(name)?.[1]
    if (topic) byTopic.set(topic, (byTopic.get(topic) ?? 0) + Number(value))
  }
  if (byTopic.size === 0) return null
  const behind = [...byTopic].filter(([, lag]) => lag !== 0).toSorted((a, b) => b[1] - a[1])
  const value = behind.length === 0 ? `none on ${byTopic.size} topics` : behind.map(([topic, lag]) => `${lag.toLocaleString('en')} on ${topic}`).join(', ')
  return { name: 'Lag', value, instant: false }
}
