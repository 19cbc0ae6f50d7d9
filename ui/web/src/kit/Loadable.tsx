import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { RequestError } from '../api/client.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import css from './Loadable.module.css'
import { Age } from './When.tsx'

interface LoadableProps<T> {
  query: UseQueryResult<T>
  /** Rows of the skeleton: about the size of what will come. */
  rows?: number
  children: (data: T) => ReactNode
}

/** The honest states of fetched data: loading is not empty, an error is not empty, old data says how old it is. */
export function Loadable<T>({ query, rows = 4, children }: LoadableProps<T>) {
  if (query.data === undefined) {
    return query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Skeleton rows={rows} />
  }
  return (
    <>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} lastGood={query.dataUpdatedAt} />}
      <div className={query.isError ? css.old : undefined}>{children(query.data)}</div>
    </>
  )
}

const SKELETON_DELAY_MS = 200
const WIDTHS = ['92%', '78%', '85%', '64%', '88%', '71%']

export function Skeleton({ rows }: { rows: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_DELAY_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={css.skeleton} role="status" aria-busy="true" data-shown={shown || undefined}>
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.bone} style={{ width: WIDTHS[row % WIDTHS.length] }} />
      ))}
    </div>
  )
}

interface FailureProps {
  error: Error
  retry: () => void
  lastGood?: number
}

export function Failure({ error, retry, lastGood }: FailureProps) {
  const { status, requestId } = error instanceof RequestError ? error : { status: 0, requestId: null }
  return (
    <div className={css.failure} role="alert" data-tone="red">
      <Icon name="alert" />
      <div className={css.why}>
        <strong>{status > 0 ? `Error ${status}: ` : ''}{error.message}</strong>
        {requestId && <span className="muted"> request {requestId}</span>}
        {lastGood !== undefined && lastGood > 0 && (
          <span className="muted">
            {' '}
            Below is what was known <Age at={new Date(lastGood).toISOString()} suffix=" ago" />.
          </span>
        )}
      </div>
      <Button onClick={retry}>Try again</Button>
    </div>
  )
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p className={css.emptyTitle}>{title}</p>
      {children && <div className="muted">{children}</div>}
    </div>
  )
}
