import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { post, RequestError } from '../api/client.ts'
import { keys } from '../api/queries.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { Field } from '../kit/Field.tsx'
import { Icon } from '../kit/Icon.tsx'
import { scopeWords } from './scope.ts'
import css from './StopDialog.module.css'
import { useOperator } from './operator.ts'

const KINDS = [
  { kind: '', label: 'Everything' },
  { kind: 'namespace', label: 'A namespace' },
  { kind: 'runbook', label: 'A runbook' },
  { kind: 'cluster', label: 'A cluster' },
] as const

/** Two steps on purpose: opening is easy, stopping needs the word and a reason. */
export function StopDialog({ onClose }: { onClose: () => void }) {
  const [word, setWord] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]['kind']>('')
  const [name, setName] = useState('')
  const id = useId()
  const what = kind === '' ? 'all actions' : `${kind} ${name.trim() || '…'}`
  return (
    <ControlForm
      title="Stop actions"
      path="/control/stop"
      scope={kind === '' ? null : `${kind}.${name.trim()}`}
      armed={word.trim().toUpperCase() === 'STOP' && (kind === '' || name.trim() !== '')}
      onClose={onClose}
      submit={
        <>
          <Icon name="stop" /> Stop {what}
        </>
      }
      look="solid-danger"
      lead={
        <>
          <p>
            The platform goes on watching and deciding but <strong>touches nothing</strong> of it until somebody resumes it. Every step
            reads the switch before it writes, so it is in force within two seconds. What is under way is not undone.
          </p>
          <Field label={<>Type STOP to confirm</>} value={word} onChange={setWord} first required />
          <div className={css.scope}>
            <label htmlFor={id}>What to stop</label>
            <select id={id} value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
              {KINDS.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {one.label}
                </option>
              ))}
            </select>
          </div>
          {kind !== '' && <Field label={`Name of the ${kind}`} value={name} onChange={setName} required />}
        </>
      }
    />
  )
}

/** @param scope of the part to resume, null for everything */
export function ResumeDialog({ scope = null, onClose }: { scope?: string | null; onClose: () => void }) {
  return (
    <ControlForm
      title={scope === null ? 'Resume actions' : `Resume ${scopeWords(scope)}`}
      path="/control/resume"
      scope={scope}
      armed
      onClose={onClose}
      submit="Resume actions"
      look="primary"
      lead={<p>The platform may act again, on what it decides from now on. Plans that expired meanwhile stay expired.</p>}
    />
  )
}

interface ControlFormProps {
  title: string
  path: '/control/stop' | '/control/resume'
  scope: string | null
  armed: boolean
  lead: ReactNode
  submit: ReactNode
  look: 'solid-danger' | 'primary'
  onClose: () => void
}

function ControlForm({ title, path, scope, armed, lead, submit, look, onClose }: ControlFormProps) {
  const client = useQueryClient()
  const [by, setBy] = useOperator()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () =>
      post<unknown>(path, { reason: reason.trim(), ...(by.trim() ? { by: by.trim() } : {}), ...(scope === null ? {} : { scope }) }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: keys.control }),
  })
  const ready = armed && reason.trim() !== '' && !send.isPending
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) send.mutate()
        }}
      >
        {lead}
        <Field label="Reason" value={reason} onChange={setReason} first required hint="Everybody sees it in the banner." />
        <Field label="Your name" value={by} onChange={setBy} autoComplete="name" />
        {send.isError && (
          <p role="alert" className={css.error}>
            {send.error instanceof RequestError && send.error.status === 409 ? 'Already so: ' : 'Not done: '}
            {send.error.message}
          </p>
        )}
        <div className={css.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} disabled={!ready}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
