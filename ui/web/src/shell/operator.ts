import { useState } from 'react'

const KEY = 'traas.operator'

/** The name a person signs with, kept in this browser until there is sign-in. */
export function useOperator(): [string, (name: string) => void] {
  const [name, setName] = useState(() => {
    try {
      return localStorage.getItem(KEY) ?? ''
    } catch {
      return ''
    }
  })
  const set = (next: string) => {
    setName(next)
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // without storage it has to be typed again
    }
  }
  return [name, set]
}
