import { useMutation } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import type { Anomaly, TimelineEvent } from '../api/types.ts'
import { Button } from '../kit/Button.tsx'
import { useOperator } from '../shell/operator.ts'

/** Teaches the detector that an anomaly was none. Only the shipped detector learns, and what it finds is a PATTERN. */
export function FalseAlarm({ event }: { event: TimelineEvent }) {
  const [by] = useOperator()
  const anomaly = event.kind === 'anomaly' ? (event.detail as Partial<Anomaly> | null) : null
  const send = useMutation({
    mutationFn: () =>
      post<unknown>('/feedback', { verdict: 'FALSE_ALARM', anomalyId: anomaly?.id, ...(by.trim() ? { by: by.trim() } : {}) }),
  })
  if (anomaly?.kind !== 'PATTERN') return null
  return (
    <>
      <Button look="quiet" disabled={send.isPending || send.isSuccess} onClick={() => send.mutate()}>
        {send.isSuccess ? 'Taken: this series has to show more from now on' : 'This was a false alarm'}
      </Button>
      {send.isError && <p role="alert">Not sent: {send.error.message}</p>}
    </>
  )
}
