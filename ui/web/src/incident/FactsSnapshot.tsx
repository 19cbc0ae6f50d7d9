import type { Decision, Explanation } from '../api/types.ts'
import { Json } from '../kit/Json.tsx'
import { TargetName } from '../kit/TargetName.tsx'
import { shortName, targetKey } from '../kit/target.ts'
import { Clock } from '../kit/When.tsx'
import { sentence } from '../kit/words.tsx'
import css from './DecisionRecord.module.css'

/** What was known at that moment: the same facts give the same decision again. */
export function FactsSnapshot({ facts, raw }: { facts: Explanation['facts']; raw: Decision }) {
  return (
    <details className={css.part}>
      <summary>
        Facts it rests on, as of <Clock at={facts.asOf} millis />
      </summary>
      <div className={css.facts}>
        <div>
          <h3>Recent changes</h3>
          {facts.changes.length === 0 && <p className="muted">None.</p>}
          <ul>
            {facts.changes.map((change) => (
              <li key={change.id} className="wrap">
                <Clock at={change.at} millis /> <span className="muted">{shortName(change.target)}</span> {change.summary}
                <span className="muted">
                  {' '}
                  by {change.actor || 'unknown'} ({sentence(change.actorType).toLowerCase()})
                </span>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>Targets</h3>
          {facts.targets.length === 0 && <p className="muted">None.</p>}
          {facts.targets.length > 0 && <Targets targets={facts.targets} />}
        </div>
        <div>
          <h3>Earlier attempts</h3>
          {facts.attempts.length === 0 && <p className="muted">None.</p>}
          <ul>
            {facts.attempts.map((attempt) => (
              <li key={`${attempt.rung} ${attempt.at}`}>
                rung {attempt.rung}: {attempt.runbook}, {sentence(attempt.outcome).toLowerCase()}
                {attempt.verdict && `, ${sentence(attempt.verdict).toLowerCase()}`} <Clock at={attempt.at} millis />
              </li>
            ))}
          </ul>
        </div>
        <details>
          <summary>The whole decision as JSON</summary>
          <Json value={raw} />
        </details>
      </div>
    </details>
  )
}

function Targets({ targets }: { targets: Explanation['facts']['targets'] }) {
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.scroll} tabIndex={0} role="group" aria-label="Targets">
      <table>
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">Ready</th>
            <th scope="col">Revision</th>
            <th scope="col">Autonomy</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((state) => (
            <tr key={targetKey(state.target)}>
              <td>
                <TargetName target={state.target} />
              </td>
              <td className="num">
                {state.ready} of {state.desired}
              </td>
              <td className="num">
                {state.revision}
                {state.previousRevision > 0 && <span className="muted"> (before: {state.previousRevision})</span>}
              </td>
              <td>{sentence(state.autonomy)}</td>
              <td>{flags(state)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function flags(state: Explanation['facts']['targets'][number]): string {
  const set = [
    state.rollingOut && 'rolling out',
    state.paused && 'paused',
    state.unschedulable && 'cordoned',
    state.autoscaled && 'autoscaled',
  ].filter(Boolean)
  return set.length === 0 ? 'steady' : set.join(', ')
}
