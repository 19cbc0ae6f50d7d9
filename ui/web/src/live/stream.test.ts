import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Frame, LiveStream, WATCHDOG_MS } from './stream.ts'

/** Stands in for the browser's EventSource: tests say what arrives. */
class FakeSource extends EventTarget {
  readonly url: string
  closed = false

  constructor(url: string) {
    super()
    this.url = url
  }

  close() {
    this.closed = true
  }

  send(kind: string, data: unknown, lastEventId = '') {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId }))
  }
}

let sources: FakeSource[]
let frames: Frame[]
let stream: LiveStream

const newest = () => sources.at(-1) as FakeSource
const kinds = () => frames.map((frame) => frame.kind)

beforeEach(() => {
  vi.useFakeTimers()
  sources = []
  frames = []
  stream = new LiveStream((frame) => frames.push(frame), {
    open: (url) => {
      const source = new FakeSource(url)
      sources.push(source)
      return source as unknown as EventSource
    },
    now: () => Date.now(),
    random: () => 0,
  })
  stream.connect()
})

afterEach(() => {
  stream.close()
  vi.useRealTimers()
})

describe('LiveStream', () => {
  it('is live once a frame arrives and resumes after the last number it saw', () => {
    newest().send('hb', { seq: 41 })
    newest().send('event', { seq: 42 }, '42')
    expect(stream.getState().status).toBe('live')

    newest().dispatchEvent(new Event('error'))
    expect(stream.getState()).toMatchObject({ status: 'lost', tries: 1 })
    vi.advanceTimersByTime(1_000)

    expect(newest().url).toBe('/api/v1/stream?cursor=42')
  })

  it('backs off 1, 2, 4, 8, 15 seconds and counts the tries', () => {
    const waits = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
    for (const [index, wait] of waits.entries()) {
      newest().dispatchEvent(new Event('error'))
      expect(stream.getState().tries).toBe(index + 1)
      vi.advanceTimersByTime(wait - 1)
      expect(sources).toHaveLength(index + 1)
      vi.advanceTimersByTime(1)
      expect(sources).toHaveLength(index + 2)
    }
  })

  it('closes and reopens a connection that went silent', () => {
    newest().send('hb', { seq: 1 })
    vi.advanceTimersByTime(WATCHDOG_MS - 1)
    expect(stream.getState().status).toBe('live')

    vi.advanceTimersByTime(1)

    expect(stream.getState().status).toBe('lost')
    expect(sources[0]?.closed).toBe(true)
  })

  it('asks for everything again when the heartbeat tells of frames that never came', () => {
    newest().send('event', { seq: 5 }, '5')
    newest().send('hb', { seq: 7 })

    expect(kinds()).toEqual(['event', 'resync', 'hb'])
  })

  it('does not resync when the heartbeat agrees', () => {
    newest().send('event', { seq: 5 }, '5')
    newest().send('hb', { seq: 5 })

    expect(kinds()).toEqual(['event', 'hb'])
  })

  it('asks for everything again when numbers run backwards: it is another server', () => {
    newest().send('event', { seq: 500 }, '500')
    newest().send('event', { seq: 3 }, '3')

    expect(kinds()).toEqual(['event', 'resync', 'event'])
  })

  it('asks for everything again after a loss before the first number', () => {
    newest().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_000)
    newest().dispatchEvent(new Event('open'))

    expect(kinds()).toEqual(['resync'])
  })

  it('takes a frame it cannot read for a reason to fetch everything again', () => {
    newest().dispatchEvent(new MessageEvent('incident', { data: '{broken', lastEventId: '9' }))

    expect(kinds()).toEqual(['resync'])
  })

  it('opens nothing more once closed', () => {
    newest().dispatchEvent(new Event('error'))
    stream.close()
    vi.advanceTimersByTime(60_000)

    expect(sources).toHaveLength(1)
  })
})
