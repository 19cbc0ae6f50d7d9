/** The HTTP contract of the ui module. Instants are ISO-8601 UTC text; absent facts are null, never missing. */

export type Instant = string

export interface Target {
  cluster: string
  namespace: string
  kind: string
  name: string
}

export type Severity = 'SEV1' | 'SEV2' | 'SEV3' | 'SEV4'
export type StageName = 'DETECT' | 'DIAGNOSE' | 'DECIDE' | 'ACT' | 'VERIFY' | 'CLOSED'
export type Attention = 'AUTO' | 'APPROVAL' | 'HUMAN' | 'OBSERVED' | 'NONE'
export type Risk = 'LOW' | 'MEDIUM' | 'HIGH'
export type Autonomy = 'OBSERVE' | 'SUGGEST' | 'APPROVE' | 'AUTO'

export interface Instants {
  detectedAt: Instant | null
  locatedAt: Instant | null
  decidedAt: Instant | null
  actionStartedAt: Instant | null
  recoveredAt: Instant | null
  verifiedAt: Instant | null
}

export interface Summary {
  id: string
  title: string
  service: Target
  failureClass: string
  severity: Severity
  stage: StageName
  state: 'OPEN' | 'RESOLVED'
  attention: Attention
  outcome: string | null
  openedAt: Instant
  updatedAt: Instant
  resolvedAt: Instant | null
  runbook: string | null
  lastChange: string | null
  instants: Instants
}

export interface IncidentList {
  asOfSeq: number
  total: number
  incidents: Summary[]
}

export interface Suspect {
  target: Target
  score: number
  because: string
}

export interface Anomaly {
  id: string
  state: 'OPENED' | 'UPDATED' | 'CLOSED'
  series: { target: Target; metric: string; labels: Record<string, string> }
  workload: Target
  node: string
  detector: string
  kind: string
  failureClass: string
  openedAt: Instant
  updatedAt: Instant
  observed: number | null
  expectedLow: number | null
  expectedHigh: number | null
  score: number
  severity: Severity
  completeness: number
  because: string
}

export interface Action {
  type: string
  target: Target
  [detail: string]: unknown
}

export interface Plan {
  id: string
  incidentId: string
  runbook: string
  version: string
  rung: number
  steps: Action[]
  because: string
  createdAt: Instant
  notAfter: Instant
  success: { holdSeconds: number; deadlineSeconds: number; requireReady: boolean; minCompleteness: number }
  risk: Risk
  autonomy: Autonomy
}

export type Choice =
  | { type: 'Act'; plan: Plan }
  | { type: 'AskHuman'; plan: Plan | null; why: string }
  | { type: 'DoNothing'; because: string }

export interface ChangeEvent {
  id: string
  target: Target
  kind: string
  at: Instant
  actor: string
  actorType: string
  from: string
  to: string
  summary: string
}

export interface TargetState {
  target: Target
  observedAt: Instant
  desired: number
  ready: number
  revision: number
  previousRevision: number
  rollingOut: boolean
  paused: boolean
  unschedulable: boolean
  autoscaled: boolean
  maxReplicas: number
  disruptionsAllowed: number
  autonomy: Autonomy
}

export interface Attempt {
  rung: number
  runbook: string
  planId: string | null
  outcome: string
  verdict: string | null
  at: Instant
}

export interface Explanation {
  matched: { runbook: string; version: string; rule: string; bindings: Record<string, string> }[]
  nearMisses: { runbook: string; rule: string; firstFailing: string }[]
  rejected: { runbook: string; plan: string; why: string }[]
  facts: { asOf: Instant; changes: ChangeEvent[]; targets: TargetState[]; attempts: Attempt[] }
}

export interface Decision {
  id: string
  incidentId: string
  decidedAt: Instant
  rung: number
  mode: 'ENFORCED' | 'SHADOW' | 'REPLAY'
  outcome: Choice
  explanation: Explanation
}

interface Entry {
  id: string
  incidentId: string
  planId: string | null
  at: Instant
}

export interface GuardCheck {
  name: string
  ok: boolean
  detail: string
}

export type LedgerEntry =
  | (Entry & { type: 'Guarded'; runbook: string; rung: number; allowed: boolean; checks: GuardCheck[] })
  | (Entry & { type: 'ApprovalAsked'; plan: Plan | null; why: string; expiresAt: Instant })
  | (Entry & { type: 'ApprovalAnswered'; approved: boolean; by: string; why: string })
  | (Entry & { type: 'Intent'; step: number; action: Action; idempotencyKey: string; epoch: number })
  | (Entry & { type: 'Result'; intentId: string; outcome: string; reason: string; detail: string })
  | (Entry & {
      type: 'Verified'
      runbook: string
      rung: number
      verdict: Verdict
      recoveredAt: Instant | null
      evidence: string[]
    })
  | (Entry & { type: 'Escalated'; why: string })

export type Verdict = 'RECOVERED' | 'NOT_RECOVERED' | 'WORSE' | 'INCONCLUSIVE'

export interface Approval {
  planId: string
  /** Of exactly what is asked; an approval has to name it. */
  planHash: string
  /** How many different persons have to say yes. */
  persons: number
  /** Who did already, when more than one has to. */
  approvedBy: string[]
  runbook: string | null
  steps: string[]
  because: string | null
  why: string
  askedAt: Instant
  expiresAt: Instant
  risk: Risk | null
}

export interface Verification {
  verdict: Verdict | null
  evidence: string[]
  holdSeconds: number | null
  deadlineAt: Instant | null
  recoveredAt: Instant | null
}

export interface Incident {
  asOfSeq: number
  summary: Summary
  cause: Suspect | null
  suspects: Suspect[]
  firstSymptom: Target | null
  impact: Target[]
  confidence: number | null
  completeness: number | null
  evidence: Anomaly[]
  decisions: Decision[]
  ledger: LedgerEntry[]
  approval: Approval | null
  verification: Verification | null
}

export interface TimelineEvent {
  seq: number
  /** null for what belongs to no incident: a change elsewhere, the stop switch. */
  incidentId: string | null
  at: Instant
  kind: string
  summary: string
  failed: boolean
  stage: StageName | null
  detail: unknown
}

export interface Pod {
  name: string
  node: string
  zone: string
  ready: boolean
  restarts: number
  reason: string
}

export interface Service {
  target: Target
  health: 'OK' | 'DEGRADED' | 'DOWN' | 'UNKNOWN'
  desired: number
  ready: number
  autonomy: Autonomy
  rollingOut: boolean
  openIncidents: string[]
  dependencies: Target[]
  pods: Pod[]
  signals: { requests: number | null; errors: number | null; latency: number | null }
  observedAt: Instant
}

export interface ServiceList {
  asOfSeq: number
  services: Service[]
}

export interface Signal {
  name: string
  unit: string
  description: string
}

/** [epoch ms, value, expected low, expected high] */
export type SeriesPoint = [number, number | null, number | null, number | null]

export interface SeriesData {
  signal: string
  unit: string
  points: SeriesPoint[]
  anomalies: { from: Instant; to: Instant | null; id: string }[]
  markers: { at: Instant; kind: 'change' | 'detected' | 'action' | 'verified'; text: string }[]
  missing: string[]
}

export type StageStatus = 'UP' | 'DEGRADED' | 'DOWN' | 'SILENT' | 'UNKNOWN'

export interface StageHealth {
  name: string
  status: StageStatus
  summary: string
  heartbeatAt: Instant | null
  heartbeatAgeMs: number | null
  facts: Record<string, string>
}

export interface DeadLetter {
  source: string
  about: string
  reason: string
  at: Instant
  payload: string
}

export interface PlatformHealth {
  status: StageStatus
  stages: StageHealth[]
  lastScrapeAt: Instant | null
  checkpointAgeMs: number | null
  deadLetters: { total: number; latest: DeadLetter[] }
  streamSubscribers: number
}

export interface Runbook {
  id: string
  version: string
  title: string
  risk: Risk
  autonomy: Autonomy
  rules: string[]
  readme: string
  sha256: string
}

export interface Control {
  /** null: the switch cannot be read, so every action is refused. */
  stopped: boolean | null
  by: string | null
  at: Instant | null
  reason: string | null
  until: Instant | null
  /** What is stopped by itself. */
  parts: StoppedPart[]
  effectiveWithinMs: number | null
}

export interface StoppedPart {
  /** `namespace.payments`, `runbook.bad-release` or `cluster.main` */
  scope: string
  by: string | null
  at: Instant | null
  reason: string | null
  until: Instant | null
}

export interface PlatformStatus {
  ready: boolean
  /** The detectors know by now what is normal. */
  warm: boolean
  openIncidents: number
  stopped: boolean | null
  version: string
}
