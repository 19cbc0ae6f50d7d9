import type { ReactNode } from 'react'
import css from './Badge.module.css'
import { Icon, type IconName } from './Icon.tsx'

export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'violet' | 'neutral'

interface BadgeProps {
  tone: Tone
  icon?: IconName
  /** Filled for what must be seen from across the room. */
  solid?: boolean
  title?: string
  children: ReactNode
}

export function Badge({ tone, icon, solid = false, title, children }: BadgeProps) {
  return (
    <span className={css.badge} data-tone={tone} data-solid={solid || undefined} title={title}>
      {icon && <Icon name={icon} size={13} />}
      {children}
    </span>
  )
}
