import type { Incident } from '../api/types.ts'
import { Icon } from '../kit/Icon.tsx'
import css from './Approval.module.css'

/** The platform has handed over and says why. */
export function HandoverCard({ incident: { ledger, decisions } }: { incident: Incident }) {
  const escalated = ledger.findLast((entry) => entry.type === 'Escalated')
  const asked = decisions.findLast((decision) => decision.outcome.type === 'AskHuman')?.outcome
  const why = escalated?.why ?? (asked?.type === 'AskHuman' ? asked.why : null)
  return (
    <section className={css.card} aria-label="Handed over">
      <Icon name="person" size={20} />
      <div className={css.text}>
        <h2>A person has to look</h2>
        <p>{why ?? 'The platform has handed over without saying why.'}</p>
        <p className="muted">
          Nothing more is done by itself. <a href="#why">What it considered</a>
        </p>
      </div>
    </section>
  )
}
