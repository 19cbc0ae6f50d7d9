import type { TimelineEvent } from '../src/api/types.ts'
import { iso } from './targets.ts'

const STEPS = ['PRECHECK', 'FREEZE_SOURCE', 'DRAIN', 'CATCH_UP', 'PROMOTE_TARGET', 'SWITCH_ROUTES', 'OPEN_WRITES', 'VERIFY', 'COMPLETED']

/** A planned move of a unit, one that was refused, an order, a stop, and a take-over; newest first. */
export function activity(lastSeq: number): TimelineEvent[] {
  const now = Date.now()
  const events: [number, string, string, boolean][] = [
    [3_600_000, 'platform', 'Replica traas-remediation-0 acts from now on, epoch 7', false],
    [1_200_000, 'control', 'ada asked to stop namespace shop: moving racks', false],
    [900_000, 'order', 'ada asked to switchover unit u1 to b1: a1 gets new disks', false],
    ...STEPS.map((step, index): [number, string, string, boolean] => [898_000 - index * 300, 'move', `Unit u1, switchover from a1 to b1: ${step}`, false]),
    [300_000, 'order', 'bob asked to run restart Deployment shop/cart: stuck since the move', false],
    [298_000, 'guard', 'Guard allows manual, checks passed: 28', false],
    [180_000, 'approval', `Approval asked: ordered by cleo: ledger hangs; answer with ./traas approve plan-5c0ffee5c0ffee77 ${'9f86d081'.repeat(8)}`, false],
    [120_000, 'order', 'bob asked to switchover unit u1 to c1: nearer', false],
    [119_000, 'move', 'Unit u1, switchover to c1: ABORTED, refused: INV-15 TopologyCompatible: unit u1 cannot be led from \'c1\', only from [a1, a2, b1, b2]', true],
  ]
  return events
    .map(([ago, kind, summary, failed], index): TimelineEvent => ({
      seq: lastSeq + 1 + index,
      incidentId: null,
      at: iso(now - ago),
      kind,
      summary,
      failed,
      stage: 'ACT',
      detail: { summary },
    }))
    .toReversed()
}
