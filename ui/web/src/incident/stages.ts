import type { LedgerEntry, Summary } from '../api/types.ts'
import { STAGES } from '../kit/words.tsx'
import { compareInstants, millisOf } from '../time/format.ts'

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
  // Verified is over, also in the moments until the anomalies have closed; a second attempt would be in an earlier stage.
  const over = summary.state === 'RESOLVED' || (summary.stage === 'VERIFY' && summary.instants.verifiedAt !== null)
  const end = over
    ? (millisOf(summary.instants.verifiedAt) ?? millisOf(summary.resolvedAt) ?? millisOf(summary.updatedAt) ?? nowMs)
    : nowMs
  return { startMs, endMs: Math.max(startMs, end), over }
}

/** When the last call on the cluster came back; null before that. */
export function actedAt(ledger: LedgerEntry[]): string | null {
  return ledger.findLast((entry) => entry.type === 'Result')?.at ?? null
}

/**
 * The five stages as adjoining spans whose durations add up to the incident's. A stage ends at its instant: opened,
 * located, decided, acted, verified. Instants out of order (clocks of several processes) never make a negative span.
 *
 * @param acted when the action was carried out, where the ledger is known; otherwise when it began
 */
export function stageSpans(summary: Summary, nowMs: number, acted: string | null = null): StageSpan[] {
  const { startMs, endMs, over } = incidentSpan(summary, nowMs)
  const { detectedAt, locatedAt, decidedAt, actionStartedAt, verifiedAt } = summary.instants
  // The incident bears the time of its data; that it was detected comes a moment later, or the other way round.
  const detected = compareInstants(summary.openedAt, detectedAt ?? summary.openedAt) < 0 ? detectedAt : summary.openedAt
  const ends = [detected, locatedAt, decidedAt, acted ?? actionStartedAt, verifiedAt].map(millisOf)
  const running = runningStage(summary, ends, over)
  let cursor = startMs
  return STAGES.map((stage, index) => {
    const from = cursor
    const end = ends[index] ?? null
    if (index === running) {
      cursor = endMs
      return { stage, status: over ? 'ended' : 'active', startMs: from, durationMs: endMs - from }
    }
    if (index > running) return { stage, status: 'pending', startMs: from, durationMs: 0 }
    if (end === null) return { stage, status: 'skipped', startMs: from, durationMs: 0 }
    // What is left belongs to the last stage, so that nothing is lost from the sum.
    cursor = index === STAGES.length - 1 ? endMs : Math.min(endMs, Math.max(cursor, end))
    return { stage, status: 'done', startMs: from, durationMs: cursor - from }
  })
}

/** Index of the stage that runs; the one it ended in when over; past the last when all are done. */
function runningStage(summary: Summary, ends: (number | null)[], over: boolean): number {
  const next = ends.findLastIndex((end) => end !== null) + 1
  const named = STAGES.findIndex((stage) => stage === summary.stage)
  // A second attempt goes back to an earlier stage although its instant is known from the first.
  return !over && named >= STAGES.indexOf('DECIDE') ? named : next
}
