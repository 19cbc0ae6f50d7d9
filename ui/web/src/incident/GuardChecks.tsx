import type { LedgerEntry } from '../api/types.ts'
import { Badge } from '../kit/Badge.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Clock } from '../kit/When.tsx'
import { unfold } from '../kit/words.tsx'
import css from './DecisionRecord.module.css'

type Guarded = Extract<LedgerEntry, { type: 'Guarded' }>

/** Every question the guard asked before it let the plan pass, with the numbers. */
export function GuardChecks({ guarded, acts }: { guarded: Guarded[]; acts: boolean }) {
  if (guarded.length === 0) {
    return (
      <section className={css.part}>
        <h3>Guard</h3>
        <p className="muted">{acts ? 'The guard has not answered yet.' : 'Nothing to guard: no action was proposed for carrying out.'}</p>
      </section>
    )
  }
  return guarded.map((entry) => (
    <section key={entry.id} className={css.part}>
      <div className={css.badges}>
        <h3>Guard</h3>
        {entry.allowed ? (
          <Badge tone="green" icon="check">
            Allowed
          </Badge>
        ) : (
          <Badge tone="red" icon="cross">
            Refused
          </Badge>
        )}
        <span className="muted">
          <Clock at={entry.at} millis />
        </span>
      </div>
      <ul className={css.checks}>
        {entry.checks.map((check) => (
          <li key={check.name} className={css.check} data-tone={check.ok ? 'green' : 'red'}>
            <Icon name={check.ok ? 'check' : 'cross'} size={14} />
            <span>
              {unfold(check.name)}
              <span className="hidden">{check.ok ? ': passed' : ': failed'}</span>
            </span>
            <span className="muted">{check.detail}</span>
          </li>
        ))}
      </ul>
    </section>
  ))
}
