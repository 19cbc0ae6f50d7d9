import type { Anomaly, Incident } from '../api/types.ts'
import { TargetName } from '../kit/TargetName.tsx'
import { targetKey } from '../kit/target.ts'
import { Clock } from '../kit/When.tsx'
import { sentence } from '../kit/words.tsx'
import css from './Diagnosis.module.css'

/** Cause, first symptom and impact: three different things, never one. */
export function Diagnosis({ incident }: { incident: Incident }) {
  const { cause, suspects, firstSymptom, impact, evidence } = incident
  const others = suspects.filter((each) => !cause || targetKey(each.target) !== targetKey(cause.target))
  const first = evidence.find((each) => firstSymptom && targetKey(each.series.target) === targetKey(firstSymptom)) ?? evidence[0]
  return (
    <section className={css.row} aria-label="Diagnosis">
      <div className={css.card}>
        <h2>Cause</h2>
        {cause ? (
          <>
            <div className={css.main}>
              <TargetName target={cause.target} />
            </div>
            <p>{cause.because}</p>
          </>
        ) : (
          <>
            <p className={css.main}>Unknown</p>
            <p className="muted">No suspect explains the evidence. That is a valid answer: look before acting.</p>
          </>
        )}
        <p className={css.foot}>
          <Share label="Confidence" value={incident.confidence} />
          <span>
            {evidence.length} {evidence.length === 1 ? 'anomaly' : 'anomalies'} as evidence
          </span>
        </p>
        {others.length > 0 && (
          <details>
            <summary>
              {others.length} other {others.length === 1 ? 'suspect' : 'suspects'}
            </summary>
            <ol className={css.others}>
              {others.map((suspect) => (
                <li key={targetKey(suspect.target)}>
                  <span className="num muted">{suspect.score.toFixed(2)}</span> <TargetName target={suspect.target} />: {suspect.because}
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
      <div className={css.card}>
        <h2>First symptom</h2>
        <div className={css.main}>{firstSymptom ? <TargetName target={firstSymptom} /> : 'Unknown'}</div>
        {first && <Symptom anomaly={first} />}
        <p className={css.foot}>
          <Share label="Data complete" value={incident.completeness} />
        </p>
      </div>
      <div className={css.card}>
        <h2>Impact</h2>
        {impact.length === 0 ? (
          <p className={css.main}>Nothing else seen to suffer</p>
        ) : (
          <ul className={css.impact}>
            {impact.map((target) => (
              <li key={targetKey(target)}>
                <TargetName target={target} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

/** While it lasts, its own words; afterwards those would tell that it is over. */
function Symptom({ anomaly }: { anomaly: Anomaly }) {
  if (anomaly.state !== 'CLOSED') return <p>{anomaly.because}</p>
  return (
    <p>
      {anomaly.series.metric}: {sentence(anomaly.kind).toLowerCase()}, from <Clock at={anomaly.openedAt} millis /> to <Clock at={anomaly.updatedAt} millis />
    </p>
  )
}

function Share({ label, value }: { label: string; value: number | null }) {
  return (
    <span>
      {label} <strong className="num">{value === null ? 'unknown' : `${Math.round(value * 100)} %`}</strong>
    </span>
  )
}
