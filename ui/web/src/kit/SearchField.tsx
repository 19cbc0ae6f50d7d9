import { useEffect, useRef, useState } from 'react'
import { useHotkeys } from '../shell/hotkeys.ts'
import { Icon } from './Icon.tsx'
import css from './SearchField.module.css'

const TYPING_PAUSE_MS = 200

interface SearchFieldProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}

/** Tells its text after a pause in typing; `/` leads to it, Escape out of it. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The value changed from elsewhere (back button, "clear filters"): follow it.
  if (value !== seen) {
    setSeen(value)
    setText(value)
  }
  useHotkeys({ '/': () => input.current?.focus() })
  useEffect(() => () => clearTimeout(pause.current), [])
  return (
    <label className={css.search}>
      <Icon name="search" />
      <span className="hidden">{label}</span>
      <input
        ref={input}
        type="search"
        value={text}
        placeholder={placeholder}
        spellCheck={false}
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          clearTimeout(pause.current)
          pause.current = setTimeout(() => onChange(next.trim()), TYPING_PAUSE_MS)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur()
        }}
      />
    </label>
  )
}
