import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post, RequestError } from '../api/client.ts'
import { keys } from '../api/queries.ts'
import type { Approval } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { Field } from '../kit/Field.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Countdown } from '../kit/When.tsx'
import { RiskBadge } from '../kit/words.tsx'
import { useOperator } from '../shell/operator.ts'
import css from './Approval.module.css'

type Answer = 'approve' | 'reject'

/** As many digits as people compare; the whole is sent. */
const SHOWN_DIGITS = 12

function persons({ persons: needed, approvedBy }: Approval): string {
  const so = approvedBy.length > 0 ? `, so far ${approvedBy.join(', ')}` : ''
  return `${needed} persons have to approve, each by name${so}.`
}

export function ApprovalCard({ approval, onAnswer }: { approval: Approval; onAnswer: (answer: Answer) => void }) {
  return (
    <section className={css.card} aria-label="Approval">
      <Icon name="person" size={20} />
      <div className={css.text}>
        <h2>
          {approval.steps.length > 0 ? 'A plan waits for your answer' : 'A person has to look'}
          {approval.runbook && <span className="muted"> · {approval.runbook}</span>}
        </h2>
        <p>{approval.why}</p>
        <p className="muted">
          Lapses in{' '}
          <strong className="num">
            <Countdown to={approval.expiresAt} over="no time: it has lapsed" />
          </strong>
          ; no answer means no.
          {approval.persons > 1 && <> {persons(approval)}</>}
        </p>
      </div>
      <RiskBadge risk={approval.risk} />
      <div className={css.buttons}>
        <Button look="danger" onClick={() => onAnswer('reject')}>
          Reject…
        </Button>
        <Button look="primary" onClick={() => onAnswer('approve')}>
          Approve…
        </Button>
      </div>
    </section>
  )
}

interface AnswerDialogProps {
  approval: Approval
  incidentId: string
  answer: Answer
  onClose: () => void
}

const CHANGED = 'It was answered, changed or lapsed meanwhile'

/** Shows exactly what would be done; no key commits it by itself. */
export function AnswerDialog({ approval, incidentId, answer, onClose }: AnswerDialogProps) {
  const client = useQueryClient()
  const [by, setBy] = useOperator()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () =>
      post<unknown>(`/plans/${encodeURIComponent(approval.planId)}/${answer}`, {
        ...(by.trim() ? { by: by.trim() } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...(answer === 'approve' ? { hash: approval.planHash } : {}),
      }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: keys.incident(incidentId) }),
  })
  return (
    <Dialog title={answer === 'approve' ? 'Approve this plan' : 'Reject this plan'} onClose={onClose}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        <div className={css.facts}>
          <RiskBadge risk={approval.risk} />
          <span>
            lapses in{' '}
            <strong className="num">
              <Countdown to={approval.expiresAt} over="no time: it has lapsed" />
            </strong>
          </span>
          {approval.runbook && <span className="muted">runbook {approval.runbook}</span>}
        </div>
        <ol className={css.steps} aria-label="Steps of the plan">
          {approval.steps.map((step) => (
            <li key={step} className="mono wrap">
              {step}
            </li>
          ))}
        </ol>
        {approval.because && <p>{approval.because}</p>}
        <p className="muted">{approval.why}</p>
        {answer === 'approve' && (
          <p className="muted">
            The approval is for exactly this plan and its targets as they are: <code>{approval.planHash.slice(0, SHOWN_DIGITS)}</code>
            {approval.persons > 1 && <>. {persons(approval)}</>}
          </p>
        )}
        <Field label="Your name" value={by} onChange={setBy} autoComplete="name" first />
        <Field label="Reason" value={reason} onChange={setReason} hint="Kept on the ledger with the answer." />
        {send.isError && (
          <p role="alert" className={css.error}>
            {send.error instanceof RequestError && send.error.status === 409 ? CHANGED : 'Not sent'}: {send.error.message}
          </p>
        )}
        <div className={css.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={answer === 'approve' ? 'primary' : 'solid-danger'} disabled={send.isPending}>
            {answer === 'approve' ? 'Approve and act' : 'Reject'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
