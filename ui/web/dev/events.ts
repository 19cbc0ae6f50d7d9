import type { TimelineEvent } from '../src/api/types.ts'
import { incidentOf, type Story } from './incidents.ts'
import { iso } from './targets.ts'

type Line = Omit<TimelineEvent, 'seq'>

/** The timeline that a story has written so far. */
export function eventsOf(story: Story): Line[] {
  const incident = incidentOf(story, 0)
  const line = (at: string, kind: string, stage: Line['stage'], summary: string, detail: unknown, failed = false): Line => ({
    incidentId: story.id,
    at,
    kind,
    summary,
    failed,
    stage,
    detail,
  })
  const { openedAt, instants } = incident.summary
  const lines: Line[] = [
    line(iso(story.startMs - 21_000), 'change', null, `${story.service}: new image shop/checkout:2.14.0, revision 7, by deploy-bot`, {
      kind: 'ROLLOUT',
      from: '6',
      to: '7',
    }),
  ]
  for (const anomaly of incident.evidence) lines.push(line(anomaly.openedAt, 'anomaly', 'DETECT', anomaly.because, anomaly, true))
  lines.push(line(openedAt, 'incident', 'DETECT', `incident opened on shop/${story.service}`, incident.summary))
  if (instants.locatedAt) {
    lines.push(line(instants.locatedAt, 'incident', 'DIAGNOSE', `suspects named: ${incident.cause ? `shop/${story.service} (0.92)` : 'none'}`, incident.suspects))
    lines.push(line(instants.locatedAt, 'severity', 'DIAGNOSE', `severity raised to ${story.severity}`, { to: story.severity }))
  }
  for (const decision of incident.decisions) {
    const { outcome } = decision
    const text = outcome.type === 'Act' ? `act: ${outcome.plan.runbook}` : outcome.type === 'AskHuman' ? `ask a person: ${outcome.why}` : 'do nothing'
    lines.push(line(decision.decidedAt, 'decision', 'DECIDE', text, decision))
  }
  for (const entry of incident.ledger) {
    switch (entry.type) {
      case 'Guarded':
        lines.push(line(entry.at, 'guard', 'ACT', `guard allowed the plan: ${entry.checks.length} of ${entry.checks.length} checks passed`, entry))
        break
      case 'Intent':
        lines.push(line(entry.at, 'intent', 'ACT', `about to roll back shop/${story.service} from revision 7 to 6`, entry))
        break
      case 'Result':
        lines.push(line(entry.at, 'result', 'ACT', `succeeded: ${entry.detail}`, entry, entry.outcome === 'FAILED'))
        break
      case 'ApprovalAsked':
        lines.push(line(entry.at, 'approval', 'DECIDE', 'approval asked: roll back from revision 7 to 6', entry))
        break
      case 'Verified':
        lines.push(line(entry.at, 'verification', 'VERIFY', 'recovered: errors at 0.4 %, held for 8 s', entry))
        break
      case 'Escalated':
        lines.push(line(entry.at, 'escalation', 'DECIDE', `handed to a person: ${entry.why}`, entry, true))
        break
      case 'ApprovalAnswered':
        break
    }
  }
  return lines
}
