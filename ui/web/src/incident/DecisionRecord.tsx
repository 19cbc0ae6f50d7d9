import type { Action, Choice, Decision, LedgerEntry, Plan } from '../api/types.ts'
import { Badge } from '../kit/Badge.tsx'
import { shortName } from '../kit/target.ts'
import { Clock } from '../kit/When.tsx'
import { AutonomyBadge, RiskBadge, sentence } from '../kit/words.tsx'
import css from './DecisionRecord.module.css'
import { FactsSnapshot } from './FactsSnapshot.tsx'
import { GuardChecks } from './GuardChecks.tsx'
import { Rules } from './Rules.tsx'

interface DecisionRecordProps {
  decision: Decision
  ledger: LedgerEntry[]
  initiallyOpen: boolean
}

export function DecisionRecord({ decision, ledger, initiallyOpen }: DecisionRecordProps) {
  const { outcome, explanation } = decision
  const plan = planOf(outcome)
  const guarded = ledger.filter((entry) => entry.type === 'Guarded').filter((entry) => plan !== null && entry.planId === plan.id)
  return (
    <details className={css.record} open={initiallyOpen}>
      <summary className={css.head}>
        <span className={css.headline}>{headline(outcome)}</span>
        <span className={css.meta}>
          rung {decision.rung}
          {decision.mode !== 'ENFORCED' && <Badge tone="neutral">{sentence(decision.mode)}</Badge>}
          <Clock at={decision.decidedAt} millis />
        </span>
      </summary>
      <div className={css.body}>
        <p>{reason(outcome)}</p>
        {plan && <PlanFacts plan={plan} />}
        <Rules explanation={explanation} />
        <GuardChecks guarded={guarded} acts={outcome.type === 'Act'} />
        <FactsSnapshot facts={explanation.facts} raw={decision} />
      </div>
    </details>
  )
}

function PlanFacts({ plan }: { plan: Plan }) {
  return (
    <div className={css.plan}>
      <ol className={css.steps} aria-label="Steps">
        {plan.steps.map((step, index) => (
          <li key={`${index} ${step.type}`} className="mono wrap">
            {describe(step)}
          </li>
        ))}
      </ol>
      <div className={css.badges}>
        <RiskBadge risk={plan.risk} />
        <AutonomyBadge autonomy={plan.autonomy} />
        <span className="muted">
          {plan.runbook} {plan.version}
        </span>
        <span className="muted">
          worth doing until <Clock at={plan.notAfter} />
        </span>
      </div>
    </div>
  )
}

function planOf(outcome: Choice): Plan | null {
  return outcome.type === 'DoNothing' ? null : outcome.plan
}

function headline(outcome: Choice): string {
  switch (outcome.type) {
    case 'Act':
      return `Act: ${outcome.plan.steps.map(describe).join(', then ')}`
    case 'AskHuman':
      return outcome.plan ? `Ask a person: ${outcome.plan.steps.map(describe).join(', then ')}` : 'Ask a person: nothing known fits'
    case 'DoNothing':
      return 'Do nothing'
  }
}

function reason(outcome: Choice): string {
  switch (outcome.type) {
    case 'Act':
      return outcome.plan.because
    case 'AskHuman':
      return [outcome.plan?.because, outcome.why].filter(Boolean).join(' — ')
    case 'DoNothing':
      return outcome.because
  }
}

/** `Roll back bank/payments, from revision 4, to revision 3`. */
function describe(action: Action): string {
  const { type, target, ...details } = action
  const words = type.replaceAll(/(?<=.)([A-Z])/g, ' $1').toLowerCase()
  const rest = Object.entries(details)
    .filter(([name, value]) => name !== 'uid' && value !== null && value !== '')
    .map(([name, value]) => `${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()} ${String(value)}`)
  return [`${words} ${shortName(target)}`, ...rest].join(' ')
}
