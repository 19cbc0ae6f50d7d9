import type { Anomaly, Decision, Incident, LedgerEntry, Plan, Summary, TargetState } from '../src/api/types.ts'
import { iso, workload } from './targets.ts'

/** How far an incident of the fixtures has come. */
export type Progress = 'detected' | 'deciding' | 'asking' | 'acting' | 'verifying' | 'healed' | 'unknown' | 'observed' | 'recovered'

export interface Story {
  id: string
  service: string
  /** When the first anomaly opened, epoch milliseconds. */
  startMs: number
  progress: Progress
  severity: Summary['severity']
}

/** Instants of the loop in milliseconds after the first anomaly. */
const AT = { opened: 640, located: 1_180, decided: 1_730, acted: 2_210, recovered: 15_420, verified: 24_130 }

const REACHED: Record<Progress, (keyof typeof AT)[]> = {
  detected: ['opened'],
  deciding: ['opened', 'located'],
  asking: ['opened', 'located', 'decided'],
  acting: ['opened', 'located', 'decided', 'acted'],
  verifying: ['opened', 'located', 'decided', 'acted'],
  healed: ['opened', 'located', 'decided', 'acted', 'recovered', 'verified'],
  unknown: ['opened', 'located', 'decided'],
  observed: ['opened', 'located', 'decided'],
  recovered: ['opened', 'located', 'decided'],
}

const STAGE: Record<Progress, Summary['stage']> = {
  detected: 'DIAGNOSE',
  deciding: 'DECIDE',
  asking: 'DECIDE',
  acting: 'ACT',
  verifying: 'VERIFY',
  healed: 'CLOSED',
  unknown: 'DECIDE',
  observed: 'DECIDE',
  recovered: 'CLOSED',
}

const ATTENTION: Record<Progress, Summary['attention']> = {
  detected: 'AUTO',
  deciding: 'AUTO',
  asking: 'APPROVAL',
  acting: 'AUTO',
  verifying: 'AUTO',
  healed: 'NONE',
  unknown: 'HUMAN',
  observed: 'OBSERVED',
  recovered: 'NONE',
}

const LAST_CHANGE: Record<Progress, string> = {
  detected: 'incident opened: errors far above their baseline',
  deciding: 'suspects named, rules are evaluated',
  asking: 'approval asked: the namespace allows actions only after a person approved',
  acting: 'rolled back from revision 7 to 6',
  verifying: 'errors back within limits, has to hold for 8 s',
  healed: 'verified: recovered, held for 8 s',
  unknown: 'escalated: no rule fits and no suspect explains the evidence',
  observed: 'would roll back; the namespace is observe-only',
  recovered: 'resolved by itself before anything was done',
}

export function summaryOf(story: Story): Summary {
  const has = (name: keyof typeof AT) => (REACHED[story.progress].includes(name) ? iso(story.startMs + AT[name]) : null)
  const over = story.progress === 'healed' || story.progress === 'recovered'
  const endMs = story.startMs + (story.progress === 'healed' ? AT.verified : 61_000)
  return {
    id: story.id,
    title: `${story.service}: errors at 31 % of requests`,
    service: workload(story.service),
    failureClass: 'ERRORS',
    severity: story.severity,
    stage: STAGE[story.progress],
    state: over ? 'RESOLVED' : 'OPEN',
    attention: ATTENTION[story.progress],
    outcome: story.progress === 'healed' ? 'HEALED' : story.progress === 'recovered' ? 'SELF_RECOVERED' : null,
    openedAt: iso(story.startMs + AT.opened),
    updatedAt: over ? iso(endMs) : iso(story.startMs + 3_000),
    resolvedAt: over ? iso(endMs + 2_000) : null,
    runbook: story.progress === 'unknown' || story.progress === 'recovered' ? null : 'bad-release',
    lastChange: LAST_CHANGE[story.progress],
    instants: {
      detectedAt: iso(story.startMs),
      locatedAt: has('located'),
      decidedAt: has('decided'),
      actionStartedAt: has('acted'),
      recoveredAt: has('recovered'),
      verifiedAt: has('verified'),
    },
  }
}

export function incidentOf(story: Story, asOfSeq: number): Incident {
  const summary = summaryOf(story)
  const known = story.progress !== 'unknown'
  const asking = story.progress === 'asking'
  const plan = planOf(story)
  const suspect = {
    target: workload(story.service),
    score: 0.92,
    because: 'its error ratio left the baseline first, 21 s after a roll-out of revision 7',
  }
  const other = { target: workload('orders'), score: 0.31, because: 'it calls the service and suffers with it' }
  return {
    asOfSeq,
    summary,
    cause: known ? suspect : null,
    suspects: known ? [suspect, other] : [],
    firstSymptom: workload(story.service),
    impact: [workload(story.service), workload('orders'), workload('storefront')],
    confidence: known ? 0.92 : 0.2,
    completeness: 1,
    evidence: [anomalyOf(story, 'errors', 0.31, 0.02), anomalyOf(story, 'latency', 0.84, 0.22), ...(known ? [] : [oddityOf(story)])],
    decisions: summary.instants.decidedAt ? [decisionOf(story, plan, summary.instants.decidedAt)] : [],
    ledger: ledgerOf(story, plan),
    approval: asking
      ? {
          planId: plan.id,
          planHash: HASH,
          persons: 1,
          approvedBy: [],
          runbook: plan.runbook,
          steps: [`roll back local/shop/Deployment/${story.service} from revision 7 to 6`],
          because: plan.because,
          why: 'the namespace shop allows actions only after a person approved',
          askedAt: iso(story.startMs + AT.decided + 40),
          expiresAt: iso(Date.now() + 9 * 60_000),
          risk: plan.risk,
        }
      : null,
    verification: verificationOf(story),
  }
}

/** Of the plan that waits, as the platform would make it. */
const HASH = '3f9ac41e07b5'.repeat(5) + '0123'

function verificationOf(story: Story): Incident['verification'] {
  if (!['acting', 'verifying', 'healed'].includes(story.progress)) return null
  const healed = story.progress === 'healed'
  return {
    verdict: healed ? 'RECOVERED' : null,
    evidence: healed
      ? ['errors at 0.4 %, limit 2 %, on raw samples of 3 of 3 pods', 'latency at 118 ms, limit 220 ms', '3 of 3 replicas ready']
      : [],
    holdSeconds: 8,
    deadlineAt: iso(story.startMs + AT.acted + 90_000),
    recoveredAt: healed ? iso(story.startMs + AT.recovered) : null,
  }
}

function anomalyOf(story: Story, metric: string, observed: number, high: number): Anomaly {
  const unit = metric === 'errors' ? `${observed * 100} %` : `${observed * 1000} ms`
  return {
    id: `an-${story.id}-${metric}`,
    state: story.progress === 'healed' ? 'CLOSED' : 'UPDATED',
    series: { target: workload(story.service), metric, labels: {} },
    workload: workload(story.service),
    node: '',
    detector: `${metric}-baseline`,
    kind: 'HIGH',
    failureClass: metric === 'errors' ? 'ERRORS' : 'LATENCY',
    openedAt: iso(story.startMs),
    updatedAt: iso(story.startMs + 2_000),
    observed,
    expectedLow: 0,
    expectedHigh: high,
    score: 0.98,
    severity: story.severity,
    completeness: 1,
    because: `${metric} at ${unit}, expected at most ${metric === 'errors' ? '2 %' : '220 ms'}, for 3 of 3 points`,
  }
}

/** What a detector that learns finds, which can be called a false alarm. */
function oddityOf(story: Story): Anomaly {
  return {
    ...anomalyOf(story, 'queue_depth', 38, 14),
    series: { target: workload(story.service), metric: 'queue_depth', labels: { queue: 'orders' } },
    detector: 'queues',
    kind: 'PATTERN',
    because: '38 where 6 to 14 was expected from the time of day: the value lies far from all seen lately (one in 12,000).',
  }
}

function planOf(story: Story): Plan {
  return {
    id: `plan-${story.id}`,
    incidentId: story.id,
    runbook: 'bad-release',
    version: '1.2.0',
    rung: 1,
    steps: [{ type: 'RollBack', target: workload(story.service), fromRevision: 7, toRevision: 6 }],
    because: 'requests began to fail 21 s after revision 7 went out, and revision 6 ran for two days without it',
    createdAt: iso(story.startMs + AT.decided),
    notAfter: iso(story.startMs + AT.decided + 120_000),
    success: { holdSeconds: 8, deadlineSeconds: 90, requireReady: true, minCompleteness: 0.6 },
    risk: 'MEDIUM',
    autonomy: story.progress === 'asking' ? 'APPROVE' : 'AUTO',
  }
}

function decisionOf(story: Story, plan: Plan, decidedAt: string): Decision {
  const known = story.progress !== 'unknown'
  const outcome: Decision['outcome'] =
    story.progress === 'unknown'
      ? { type: 'AskHuman', plan: null, why: 'no rule fits and no suspect explains the evidence' }
      : story.progress === 'asking'
        ? { type: 'AskHuman', plan, why: 'the namespace shop allows actions only after a person approved' }
        : story.progress === 'observed' || story.progress === 'recovered'
          ? { type: 'DoNothing', because: 'the namespace shop is observe-only; the plan would have been: roll back from revision 7 to 6' }
          : { type: 'Act', plan }
  const change = {
    id: `ch-${story.id}`,
    target: workload(story.service),
    kind: 'ROLLOUT',
    at: iso(story.startMs - 21_000),
    actor: 'deploy-bot',
    actorType: 'PIPELINE',
    from: '6',
    to: '7',
    summary: 'new image shop/checkout:2.14.0, revision 7',
  }
  return {
    id: `dec-${story.id}`,
    incidentId: story.id,
    decidedAt,
    rung: 1,
    mode: 'ENFORCED',
    outcome,
    explanation: {
      matched: known
        ? [
            {
              runbook: 'bad-release',
              version: '1.2.0',
              rule: 'errors right after a release of the suspect',
              bindings: {
                $incident: 'ERRORS on shop/checkout, SEV2, confidence 0.92',
                $change: `Release[target=local/shop/Deployment/${story.service}, config=false, quietSeconds=21, summary=new image, revision 6 -> 7]`,
                $state: 'Workload[desired=3, ready=3, revision=7, previousRevision=6, canRollBack=true]',
              },
            },
          ]
        : [],
      nearMisses: [
        { runbook: 'bad-config', rule: 'errors right after a change of configuration', firstFailing: '$change.kind == CONFIG (was ROLLOUT)' },
        { runbook: 'hung-replica', rule: 'one pod accepts and never answers', firstFailing: 'pods UNRESPONSIVE >= 1 (was 0)' },
      ],
      rejected: known
        ? [{ runbook: 'restart-on-errors', plan: 'restart shop/checkout', why: 'a roll-back explains more of the evidence (0.92 against 0.40)' }]
        : [],
      facts: { asOf: decidedAt, changes: [change], targets: [stateOf(story)], attempts: [] },
    },
  }
}

function stateOf(story: Story): TargetState {
  return {
    target: workload(story.service),
    observedAt: iso(story.startMs),
    desired: 3,
    ready: 3,
    revision: 7,
    previousRevision: 6,
    rollingOut: false,
    paused: false,
    unschedulable: false,
    autoscaled: false,
    maxReplicas: 6,
    disruptionsAllowed: 1,
    autonomy: story.progress === 'asking' ? 'APPROVE' : 'AUTO',
  }
}

export function ledgerOf(story: Story, plan: Plan = planOf(story)): LedgerEntry[] {
  const entry = (name: string, ms: number) => ({
    id: `${name}-${story.id}`,
    incidentId: story.id,
    planId: plan.id,
    at: iso(story.startMs + ms),
  })
  const entries: LedgerEntry[] = []
  if (story.progress === 'unknown') {
    entries.push({ ...entry('esc', 1_900), type: 'Escalated', why: 'no rule fits and no suspect explains the evidence' })
  }
  if (story.progress === 'asking') {
    const expiresAt = iso(Date.now() + 9 * 60_000)
    entries.push({ ...entry('ask', AT.decided + 40), type: 'ApprovalAsked', plan, why: 'approval needed', expiresAt })
  }
  if (!['acting', 'verifying', 'healed'].includes(story.progress)) return entries
  entries.push({
    ...entry('guard', AT.decided + 90),
    type: 'Guarded',
    runbook: plan.runbook,
    rung: 1,
    allowed: true,
    checks: [
      { name: 'stop switch', ok: true, detail: 'not stopped, read 12 ms before' },
      { name: 'autonomy', ok: true, detail: 'namespace AUTO, runbook AUTO' },
      { name: 'blast radius', ok: true, detail: 'takes 1 of 3 replicas at most, limit 1' },
      { name: 'cool-down', ok: true, detail: 'last action on it 2 d 4 h ago, limit 5 min' },
      { name: 'freshness', ok: true, detail: 'plan is 90 ms old, good for 120 s' },
      { name: 'completeness', ok: true, detail: '1.0 of the sources reported, limit 0.6' },
    ],
  })
  const action = plan.steps[0]
  if (action) {
    const intent = entry('intent', AT.acted)
    entries.push({ ...intent, type: 'Intent', step: 0, action, idempotencyKey: `${plan.id}/0`, epoch: 4 })
    const result = entry('result', AT.acted + 180)
    entries.push({ ...result, type: 'Result', intentId: intent.id, outcome: 'SUCCEEDED', reason: 'DONE', detail: 'template of revision 6 in force' })
  }
  if (story.progress === 'healed') {
    const evidence = ['errors at 0.4 %, limit 2 %', '3 of 3 replicas ready']
    const recoveredAt = iso(story.startMs + AT.recovered)
    entries.push({ ...entry('verified', AT.verified), type: 'Verified', runbook: plan.runbook, rung: 1, verdict: 'RECOVERED', recoveredAt, evidence })
  }
  return entries
}
