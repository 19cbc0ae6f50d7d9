import { useEffect, useRef } from 'react'

/** Every shortcut there is, for the sheet behind `?`. */
export const SHORTCUTS: { keys: string; what: string }[] = [
  { keys: '?', what: 'This sheet' },
  { keys: 'g i', what: 'Go to incidents' },
  { keys: 'g s', what: 'Go to services' },
  { keys: 'g h', what: 'Go to health of the platform' },
  { keys: 'g r', what: 'Go to runbooks' },
  { keys: 'g a', what: 'Go to activity: orders, moves, stops' },
  { keys: 'j / k', what: 'Next / previous row or event' },
  { keys: 'Enter or o', what: 'Open the row' },
  { keys: '/', what: 'Search' },
  { keys: 'f', what: 'Timeline: failed only' },
  { keys: 'e', what: 'Timeline: raw JSON of the event' },
  { keys: 'y', what: 'Timeline: copy link to the event' },
  { keys: 'w', what: 'Why: jump to the decision' },
  { keys: 'a / d', what: 'Open the dialog to approve / reject' },
  { keys: 'z', what: 'Switch between UTC and local time' },
  { keys: 'Shift+S', what: 'Open the stop dialog' },
  { keys: 'Esc', what: 'Close' },
]

const SEQUENCE_MS = 1_200

/** Calls the handler of a pressed key (`j`, `Shift+S`) or pair (`g i`); silent while typing and while a dialog is open. */
export function useHotkeys(handlers: Record<string, () => void>): void {
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  useEffect(() => {
    let first = { key: '', at: 0 }
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
      if (document.querySelector('dialog[open]')) return
      const key = event.shiftKey && /^[A-Z]$/.test(event.key) ? `Shift+${event.key}` : event.key
      const pair = event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${key}` : ''
      first = { key, at: event.timeStamp }
      const handler = latest.current[pair] ?? latest.current[key]
      if (!handler) return
      event.preventDefault()
      handler()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Moves the focus among the elements marked `data-row`, from the one that has it or from the edge. */
export function moveFocus(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const current = rows.findIndex((row) => row.contains(document.activeElement))
  const next = current === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + step))
  rows[next]?.focus()
}
