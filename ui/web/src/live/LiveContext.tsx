import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Summary } from '../api/types.ts'
import { LiveFeed } from './feed.ts'
import { LiveStream, type LiveState } from './stream.ts'

interface Live {
  stream: LiveStream
  /** What a screen reader is told: only SEV1 and SEV2, at most one message every 5 s. */
  announcement: string
}

const LiveContext = createContext<Live | null>(null)
const ANNOUNCE_EVERY_MS = 5_000

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [announcement, setAnnouncement] = useState('')
  const [stream] = useState(() => {
    const feed = new LiveFeed(client, announcer(setAnnouncement))
    return new LiveStream(feed.accept, {
      open: (url) => new EventSource(url),
      now: () => Date.now(),
      random: () => Math.random(),
    })
  })
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === 'visible') stream.connect()
    }
    stream.connect()
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('online', wake)
    return () => {
      document.removeEventListener('visibilitychange', wake)
      window.removeEventListener('online', wake)
      stream.close()
    }
  }, [stream])
  const live = useMemo(() => ({ stream, announcement }), [stream, announcement])
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): LiveState & { announcement: string; reconnect: () => void } {
  const live = use(LiveContext)
  if (!live) throw new Error('useLive outside of LiveProvider')
  const state = useSyncExternalStore(live.stream.subscribe, live.stream.getState)
  return { ...state, announcement: live.announcement, reconnect: live.stream.connect }
}

function announcer(say: (text: string) => void): (summary: Summary) => void {
  const told = new Map<string, string>()
  let quietUntil = 0
  return (summary) => {
    if (summary.severity !== 'SEV1' && summary.severity !== 'SEV2') return
    const now = Date.now()
    const news = `${summary.state} ${summary.attention}`
    if (told.get(summary.id) === news || now < quietUntil) return
    told.set(summary.id, news)
    quietUntil = now + ANNOUNCE_EVERY_MS
    const what = summary.state === 'OPEN' ? (summary.attention === 'APPROVAL' ? 'waits for approval' : 'is open') : 'is resolved'
    say(`${summary.severity}: ${summary.title} ${what}`)
  }
}
