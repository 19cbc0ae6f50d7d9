import type { Incident } from '../api/types.ts'
import { Badge } from '../kit/Badge.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Clock, Countdown } from '../kit/When.tsx'
import { VerdictBadge } from '../kit/words.tsx'
import css from './Verification.module.css'

/** Says "not yet verified" until it is; nothing turns green early. */
export function Verification({ incident: { verification, summary } }: { incident: Incident }) {
  const verdict = verification?.verdict ?? null
  return (
    <Panel title="Verification" aside={verdict ? <VerdictBadge verdict={verdict} /> : <Badge tone="neutral" icon="hourglass">Not yet verified</Badge>}>
      {verification ? (
        <div className={css.body}>
          {verdict === null && (
            <p>
              Every signal that fired has to be back within its limits, on raw samples and with the workload ready
              {verification.holdSeconds !== null && <>, for {verification.holdSeconds} s without a break</>}.
            </p>
          )}
          <dl className={css.facts}>
            <dt>Recovery seen</dt>
            <dd>{verification.recoveredAt ? <Clock at={verification.recoveredAt} millis /> : 'not yet'}</dd>
            {summary.instants.verifiedAt && (
              <>
                <dt>Verified</dt>
                <dd>
                  <Clock at={summary.instants.verifiedAt} millis />
                </dd>
              </>
            )}
            {verification.holdSeconds !== null && (
              <>
                <dt>Has to hold for</dt>
                <dd className="num">{verification.holdSeconds} s</dd>
              </>
            )}
            {verdict === null && verification.deadlineAt && (
              <>
                <dt>Time left</dt>
                <dd>
                  <Countdown to={verification.deadlineAt} over="none: the next rung or a person follows" />
                </dd>
              </>
            )}
          </dl>
          {verification.evidence.length > 0 && (
            <ul className={css.evidence} aria-label="Evidence">
              {verification.evidence.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      ) : (
        <p className="muted">
          {summary.state === 'OPEN' ? 'Nothing was done yet that could be verified.' : 'Nothing was done, so there was nothing to verify.'}
        </p>
      )}
    </Panel>
  )
}
