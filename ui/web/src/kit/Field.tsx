import { type ReactNode, useId } from 'react'
import css from './Field.module.css'

interface FieldProps {
  label: ReactNode
  hint?: string
  value: string
  onChange: (value: string) => void
  /** Gets the focus when its dialog opens. */
  first?: boolean
  required?: boolean
  autoComplete?: string
}

export function Field({ label, hint, value, onChange, first = false, required = false, autoComplete = 'off' }: FieldProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id}>
        {label}
        {!required && <span className="muted"> (optional)</span>}
      </label>
      <input
        id={id}
        className={css.input}
        value={value}
        required={required}
        autoComplete={autoComplete}
        spellCheck={false}
        maxLength={500}
        data-first={first || undefined}
        onChange={(event) => onChange(event.target.value)}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
      />
      {hint && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
