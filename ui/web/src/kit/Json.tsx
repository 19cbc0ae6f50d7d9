import { useState } from 'react'
import { Button } from './Button.tsx'
import css from './Json.module.css'

/** Raw JSON for those who want to see for themselves. */
export function Json({ value }: { value: unknown }) {
  const [copied, setCopied] = useState(false)
  const text = JSON.stringify(value, null, 2) ?? 'null'
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className={css.box}>
      <Button look="quiet" className={css.copy ?? ''} onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={css.json} tabIndex={0} role="group" aria-label="Raw JSON">
        {text}
      </pre>
    </div>
  )
}
