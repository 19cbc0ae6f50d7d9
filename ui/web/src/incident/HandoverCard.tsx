import { useMutation } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import type { Incident } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { useOperator } from '../shell/operator.ts'
import css from './Approval.module.css'

/** The platform has handed over and says why; whoever takes it stops the reminders. */
export function HandoverCard({ incident: { summary, ledger, decisions } }: { incident: Incident }) {
  const [by] = useOperator()
  const take = useMutation({
    mutationFn: () => post<unknown>(`/incidents/${encodeURIComponent(summary.id)}/acknowledge`, by.trim() ? { by: by.trim() } : {}),
  })
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
        {take.isError && <p role="alert">Not sent: {take.error.message}</p>}
      </div>
      <div className={css.buttons}>
        <Button onClick={() => take.mutate()} disabled={take.isPending || take.isSuccess}>
          {take.isSuccess ? 'Acknowledged' : 'Acknowledge'}
        </Button>
      </div>
    </section>
  )
}
