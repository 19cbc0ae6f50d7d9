import type { Attention, Autonomy, Risk, Service, Severity, StageName, StageStatus, Verdict } from '../api/types.ts'
import { Badge, type Tone } from './Badge.tsx'
import type { IconName } from './Icon.tsx'

/** The one place where the words of the contract get their look. */
type Look = { tone: Tone; icon: IconName; text: string; title?: string }

const SEVERITY: Record<Severity, { tone: Tone; title: string }> = {
  SEV1: { tone: 'red', title: 'Severity 1: users cannot work' },
  SEV2: { tone: 'amber', title: 'Severity 2: many users suffer' },
  SEV3: { tone: 'blue', title: 'Severity 3: some users notice' },
  SEV4: { tone: 'neutral', title: 'Severity 4: no user notices yet' },
}

/** Loud while it matters: what is over keeps its severity, quietly. */
export function SeverityBadge({ severity, over = false }: { severity: Severity; over?: boolean }) {
  const look = SEVERITY[severity] ?? SEVERITY.SEV4
  return (
    <Badge tone={look.tone} solid={!over && (severity === 'SEV1' || severity === 'SEV2')} title={look.title}>
      {severity}
    </Badge>
  )
}

export const ATTENTION: Record<Attention, Look> = {
  APPROVAL: { tone: 'violet', icon: 'person', text: 'Approve?', title: 'A plan waits for your answer' },
  HUMAN: { tone: 'violet', icon: 'person', text: 'Needs you', title: 'The platform has handed over to a person' },
  AUTO: { tone: 'blue', icon: 'bolt', text: 'Automatic', title: 'The platform is handling it' },
  OBSERVED: { tone: 'neutral', icon: 'eye', text: 'Observed', title: 'Watched only: nobody opted in to actions' },
  NONE: { tone: 'neutral', icon: 'minus', text: 'Nothing to do' },
}

export function AttentionBadge({ attention }: { attention: Attention }) {
  return <Looked look={ATTENTION[attention] ?? unknown(attention)} />
}

const OUTCOME: Record<string, Look> = {
  HEALED: { tone: 'green', icon: 'check', text: 'Healed', title: 'Acted, and verified on raw samples' },
  SELF_RECOVERED: { tone: 'green', icon: 'check', text: 'Recovered by itself', title: 'Nothing was done' },
  UNVERIFIED: { tone: 'amber', icon: 'help', text: 'Unverified', title: 'Acted and resolved, but the recovery was not measured' },
  ESCALATED: { tone: 'violet', icon: 'person', text: 'Escalated', title: 'Handed over to a person' },
}

export function OutcomeBadge({ outcome }: { outcome: string | null }) {
  return <Looked look={OUTCOME[outcome ?? ''] ?? { tone: 'neutral', icon: 'check', text: sentence(outcome ?? 'Resolved') }} />
}

const VERDICT: Record<Verdict, Look> = {
  RECOVERED: { tone: 'green', icon: 'check', text: 'Recovered' },
  NOT_RECOVERED: { tone: 'red', icon: 'cross', text: 'Not recovered' },
  WORSE: { tone: 'red', icon: 'alert', text: 'Worse than before' },
  INCONCLUSIVE: { tone: 'amber', icon: 'help', text: 'Inconclusive', title: 'Too little data; never taken for recovery' },
}

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Looked look={VERDICT[verdict] ?? unknown(verdict)} />
}

const HEALTH: Record<Service['health'], Look> = {
  OK: { tone: 'green', icon: 'check', text: 'OK' },
  DEGRADED: { tone: 'amber', icon: 'alert', text: 'Degraded' },
  DOWN: { tone: 'red', icon: 'cross', text: 'Down' },
  UNKNOWN: { tone: 'neutral', icon: 'help', text: 'Unknown' },
}

export function HealthBadge({ health }: { health: Service['health'] }) {
  return <Looked look={HEALTH[health] ?? unknown(health)} />
}

const STAGE_STATUS: Record<StageStatus, Look> = {
  UP: { tone: 'green', icon: 'check', text: 'Up' },
  DEGRADED: { tone: 'amber', icon: 'alert', text: 'Degraded' },
  DOWN: { tone: 'red', icon: 'cross', text: 'Down' },
  SILENT: { tone: 'red', icon: 'alert', text: 'Silent', title: 'No sign of life arrives from this stage' },
  UNKNOWN: { tone: 'neutral', icon: 'help', text: 'Unknown' },
}

export function StageStatusBadge({ status }: { status: StageStatus }) {
  return <Looked look={STAGE_STATUS[status] ?? unknown(status)} />
}

const RISK: Record<Risk, Tone> = { LOW: 'green', MEDIUM: 'amber', HIGH: 'red' }

export function RiskBadge({ risk }: { risk: Risk | null }) {
  return risk ? <Badge tone={RISK[risk] ?? 'neutral'}>{sentence(risk)} risk</Badge> : <Badge tone="neutral">Risk unknown</Badge>
}

const AUTONOMY: Record<Autonomy, string> = {
  OBSERVE: 'watches and records only',
  SUGGEST: 'shows what it would do',
  APPROVE: 'acts after a person approved',
  AUTO: 'acts by itself',
}

export function AutonomyBadge({ autonomy }: { autonomy: Autonomy }) {
  return (
    <Badge tone={autonomy === 'AUTO' ? 'blue' : 'neutral'} title={`The platform ${AUTONOMY[autonomy] ?? 'does what it may'}`}>
      {sentence(autonomy)}
    </Badge>
  )
}

export const STAGES = ['DETECT', 'DIAGNOSE', 'DECIDE', 'ACT', 'VERIFY'] as const satisfies StageName[]

/** `AuthoritativeKillSwitch` -> `Authoritative kill switch`; what is words already stays. */
export function unfold(name: string): string {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll(/[._-]/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `SELF_RECOVERED` -> `Self recovered`. */
export function sentence(constant: string): string {
  const words = constant.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Looked({ look }: { look: Look }) {
  return (
    <Badge tone={look.tone} icon={look.icon} {...(look.title ? { title: look.title } : {})}>
      {look.text}
    </Badge>
  )
}

/** A newer server may know more words than this page. */
function unknown(word: string): Look {
  return { tone: 'neutral', icon: 'help', text: sentence(String(word)) }
}
