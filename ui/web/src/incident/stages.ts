import type { StageName, Summary } from '../api/types.ts'
import { STAGES } from '../kit/words.tsx'
import { millisOf } from '../time/format.ts'

export interface StageSpan {
  stage: (typeof STAGES)[number]
  /** done: over; active: now; ended: the incident ended in it; skipped: passed over; pending: not reached. */
  status: 'done' | 'active' | 'ended' | 'skipped' | 'pending'
  startMs: number
  durationMs: number
}

export interface Span {
  startMs: number
  endMs: number
  over: boolean
}

/** From the first anomaly until it was verified (or resolved otherwise), or until now. */
export function incidentSpan(summary: Summary, nowMs: number): Span {
  const opened = millisOf(summary.openedAt) ?? nowMs
  const startMs = Math.min(opened, millisOf(summary.instants.detectedAt) ?? opened)
  const over = summary.state === 'RESOLVED'
  const end = over
    ? (millisOf(summary.instants.verifiedAt) ?? millisOf(summary.resolvedAt) ?? millisOf(summary.updatedAt) ?? nowMs)
    : nowMs
  return { startMs, endMs: Math.max(startMs, end), over }
}

/**
 * The five stages as adjoining spans whose durations add up to the incident's. A stage ends at its instant: opened,
 * located, decided, recovered, verified. Instants out of order (clocks of several processes) never make a negative span.
 */
export function stageSpans(summary: Summary, nowMs: number): StageSpan[] {
  const { startMs, endMs, over } = incidentSpan(summary, nowMs)
  const { instants } = summary
  const ends = [summary.openedAt, instants.locatedAt, instants.decidedAt, instants.recoveredAt, instants.verifiedAt].map(millisOf)
  const lastKnown = ends.findLastIndex((end) => end !== null)
  const stageIndex = STAGES.indexOf(summary.stage as Exclude<StageName, 'CLOSED'>)
  const running = Math.max(lastKnown + 1, stageIndex)
  let cursor = startMs
  return STAGES.map((stage, index) => {
    const from = cursor
    const end = ends[index]
    if (end !== null && end !== undefined) {
      cursor = Math.min(endMs, Math.max(cursor, end))
      // The last known boundary of a closed incident takes what is left, so that nothing is lost from the sum.
      if (over && index === STAGES.length - 1) cursor = endMs
      return { stage, status: 'done', startMs: from, durationMs: cursor - from }
    }
    if (index === running) {
      cursor = endMs
      return { stage, status: over ? 'ended' : 'active', startMs: from, durationMs: endMs - from }
    }
    return { stage, status: index < running ? 'skipped' : 'pending', startMs: from, durationMs: 0 }
  })
}
