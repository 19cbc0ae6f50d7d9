import { type ReactNode, useId } from 'react'
import css from './Panel.module.css'

interface PanelProps {
  title: string
  id?: string
  aside?: ReactNode
  /** Content reaches the borders: tables and lists bring their own padding. */
  flush?: boolean
  children: ReactNode
}

export function Panel({ title, id, aside, flush = false, children }: PanelProps) {
  const heading = useId()
  return (
    <section className={css.panel} id={id} aria-labelledby={heading}>
      <header className={css.head}>
        <h2 id={heading}>{title}</h2>
        {aside && <div className={css.aside}>{aside}</div>}
      </header>
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  )
}
