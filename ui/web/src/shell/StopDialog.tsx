import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { post, RequestError } from '../api/client.ts'
import { keys } from '../api/queries.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { Field } from '../kit/Field.tsx'
import { Icon } from '../kit/Icon.tsx'
import css from './StopDialog.module.css'
import { useOperator } from './operator.ts'

/** Two steps on purpose: opening is easy, stopping needs the word and a reason. */
export function StopDialog({ onClose }: { onClose: () => void }) {
  const [word, setWord] = useState('')
  return (
    <ControlForm
      title="Stop all actions"
      path="/control/stop"
      armed={word.trim().toUpperCase() === 'STOP'}
      onClose={onClose}
      submit={
        <>
          <Icon name="stop" /> Stop all actions
        </>
      }
      look="solid-danger"
      lead={
        <>
          <p>
            The platform goes on watching and deciding but <strong>touches nothing</strong> until somebody resumes it. Every step
            reads the switch before it writes, so it is in force within two seconds. What is under way is not undone.
          </p>
          <Field label={<>Type STOP to confirm</>} value={word} onChange={setWord} first required />
        </>
      }
    />
  )
}

export function ResumeDialog({ onClose }: { onClose: () => void }) {
  return (
    <ControlForm
      title="Resume actions"
      path="/control/resume"
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
  armed: boolean
  lead: ReactNode
  submit: ReactNode
  look: 'solid-danger' | 'primary'
  onClose: () => void
}

function ControlForm({ title, path, armed, lead, submit, look, onClose }: ControlFormProps) {
  const client = useQueryClient()
  const [by, setBy] = useOperator()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => post<unknown>(path, { reason: reason.trim(), ...(by.trim() ? { by: by.trim() } : {}) }),
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
