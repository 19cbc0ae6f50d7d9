import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './Button.tsx'
import css from './Dialog.module.css'
import { Icon } from './Icon.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
}

/** A modal dialog of the browser: it holds the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    element?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header className={css.head}>
        <h2 id={heading}>{title}</h2>
        <Button look="quiet" aria-label="Close" onClick={onClose}>
          <Icon name="cross" />
        </Button>
      </header>
      <div className={css.body}>{children}</div>
    </dialog>
  )
}
