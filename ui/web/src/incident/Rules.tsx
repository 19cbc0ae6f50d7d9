import type { Explanation } from '../api/types.ts'
import { Icon } from '../kit/Icon.tsx'
import css from './DecisionRecord.module.css'
import { readFact } from './facts.ts'

const SHOWN = 4

/** A rule that looks at another kind of trouble altogether missed by far: such come last. */
function isForOtherTrouble(miss: Explanation['nearMisses'][number]): boolean {
  return miss.firstFailing.startsWith('is for [')
}

/** Which rules fired on which facts, which nearly did, and which proposals lost. */
export function Rules({ explanation: { matched, nearMisses, rejected } }: { explanation: Explanation }) {
  const misses = nearMisses.toSorted((a, b) => Number(isForOtherTrouble(a)) - Number(isForOtherTrouble(b)))
  return (
    <>
      <section className={css.part}>
        <h3>Rules that matched</h3>
        {matched.length === 0 && <p className="muted">None.</p>}
        <ul className={css.rules}>
          {matched.map((match) => (
            <li key={`${match.runbook} ${match.rule}`} className={css.rule} data-tone="green">
              <p className={css.ruleName}>
                <Icon name="check" size={14} /> {match.rule}
                <span>
                  {match.runbook} {match.version}
                </span>
              </p>
              <dl className={css.bindings}>
                {Object.entries(match.bindings).map(([name, fact]) => (
                  <Binding key={name} name={name} fact={fact} />
                ))}
              </dl>
            </li>
          ))}
        </ul>
      </section>
      <section className={css.part}>
        <h3>Rules that nearly matched</h3>
        {misses.length === 0 && <p className="muted">None.</p>}
        <NearMisses misses={misses.slice(0, SHOWN)} />
        {misses.length > SHOWN && (
          <details>
            <summary>{misses.length - SHOWN} more</summary>
            <NearMisses misses={misses.slice(SHOWN)} />
          </details>
        )}
      </section>
      <section className={css.part}>
        <h3>Plans that were not chosen</h3>
        {rejected.length === 0 && <p className="muted">None.</p>}
        <ul className={css.rules}>
          {rejected.map((plan) => (
            <li key={`${plan.runbook} ${plan.plan}`} className={css.rule} data-tone="neutral">
              <p className={css.ruleName}>
                <Icon name="minus" size={14} /> {plan.plan} <span>{plan.runbook}</span>
              </p>
              <p className="muted">{plan.why}</p>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** A fact as its kind and its fields; whatever has another shape stays text. */
function Fact({ text }: { text: string }) {
  const fact = readFact(text)
  if (!fact) return text
  return (
    <>
      <strong>{fact.kind}</strong>
      <ul className={css.fields}>
        {fact.fields.map(([name, value]) => (
          <li key={name}>
            <span className="muted">{name}</span> {value}
          </li>
        ))}
      </ul>
    </>
  )
}

function NearMisses({ misses }: { misses: Explanation['nearMisses'] }) {
  return (
    <ul className={css.rules}>
      {misses.map((miss) => (
        <li key={`${miss.runbook} ${miss.rule}`} className={css.rule} data-tone="neutral">
          <p className={css.ruleName}>
            <Icon name="cross" size={14} /> {miss.rule} <span>{miss.runbook}</span>
          </p>
          <p className="muted">
            first condition that failed: <span className="mono">{miss.firstFailing}</span>
          </p>
        </li>
      ))}
    </ul>
  )
}

function Binding({ name, fact }: { name: string; fact: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Fact text={fact} />
      </dd>
    </>
  )
}
