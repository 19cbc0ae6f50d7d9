import type { ComponentProps } from 'react'
import css from './Button.module.css'

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'quiet' | 'primary' | 'danger' | 'solid-danger'
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={[css.button, className].filter(Boolean).join(' ')} data-look={look} />
}
