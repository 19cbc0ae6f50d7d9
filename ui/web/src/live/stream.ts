/** One frame of the server's stream, parsed. `seq` is null for frames that are not part of the event table. */
export interface Frame {
  kind: FrameKind
  seq: number | null
  data: unknown
}

export const FRAME_KINDS = ['incident', 'event', 'control', 'health', 'hb', 'resync'] as const
export type FrameKind = (typeof FRAME_KINDS)[number]

export interface LiveState {
  status: 'connecting' | 'live' | 'lost'
  /** When the last frame arrived: what is on the screen is at least this fresh. */
  asOf: number | null
  lostAt: number | null
  /** How often it was tried again since the loss. */
  tries: number
}

export interface StreamPorts {
  open: (url: string) => EventSource
  now: () => number
  random: () => number
}

/** Silence longer than this is a dead connection: the server beats every 10 s. */
export const WATCHDOG_MS = 25_000
const RESYNC: Frame = { kind: 'resync', seq: null, data: null }
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000]

/**
 * The one connection to the server's event stream. Resumes after the last sequence number it has seen, so that nothing
 * is lost and duplicates are harmless; closes and reopens what went silent, because a browser does not report a
 * half-open connection.
 */
export class LiveStream {
  private state: LiveState = { status: 'connecting', asOf: null, lostAt: null, tries: 0 }
  private source: EventSource | null = null
  private cursor: number | null = null
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private retry: ReturnType<typeof setTimeout> | undefined
  private readonly watchers = new Set<() => void>()
  private readonly onFrame: (frame: Frame) => void
  private readonly ports: StreamPorts

  constructor(onFrame: (frame: Frame) => void, ports: StreamPorts) {
    this.onFrame = onFrame
    this.ports = ports
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  readonly getState = (): LiveState => this.state

  /** Opens, or reopens at once what is waiting for its next try. */
  readonly connect = (): void => {
    if (this.source) return
    clearTimeout(this.retry)
    const url = this.cursor === null ? '/api/v1/stream' : `/api/v1/stream?cursor=${this.cursor}`
    const source = this.ports.open(url)
    this.source = source
    this.restartWatchdog()
    source.addEventListener('open', () => this.alive())
    source.addEventListener('error', () => this.lost())
    for (const kind of FRAME_KINDS) {
      source.addEventListener(kind, (message) => this.receive(kind, message as MessageEvent<string>))
    }
  }

  readonly close = (): void => {
    clearTimeout(this.retry)
    this.drop()
  }

  private receive(kind: FrameKind, message: MessageEvent<string>): void {
    const frame = parse(kind, message)
    if (!frame) return
    this.alive()
    if (frame.seq !== null) {
      const rewound = this.cursor !== null && frame.seq < this.cursor && kind !== 'resync'
      this.cursor = frame.seq
      // A number below the last one: the server lost its history or is another one. What we hold is not its past.
      if (rewound) this.onFrame(RESYNC)
    }
    if (kind === 'hb') this.compareWithServer(frame.data)
    this.onFrame(frame)
  }

  /** The heartbeat tells where the server is. Frames arrive in order: what we have not seen by now is lost. */
  private compareWithServer(data: unknown): void {
    const position = (data as { seq?: unknown } | null)?.seq
    if (typeof position !== 'number') return
    const gap = this.cursor !== null && position !== this.cursor
    this.cursor = position
    if (gap) this.onFrame(RESYNC)
  }

  private alive(): void {
    this.restartWatchdog()
    const resumedBlind = this.state.status === 'lost' && this.cursor === null
    this.set({ status: 'live', asOf: this.ports.now(), lostAt: null, tries: 0 })
    // Without a cursor the server could not replay the gap: fetch everything again.
    if (resumedBlind) this.onFrame(RESYNC)
  }

  private lost(): void {
    this.drop()
    const tries = this.state.tries + 1
    this.set({ ...this.state, status: 'lost', lostAt: this.state.lostAt ?? this.ports.now(), tries })
    const step = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length) - 1] ?? 15_000
    this.retry = setTimeout(this.connect, step * (1 + this.ports.random() / 4))
  }

  private drop(): void {
    clearTimeout(this.watchdog)
    this.source?.close()
    this.source = null
  }

  private restartWatchdog(): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.lost(), WATCHDOG_MS)
  }

  private set(next: LiveState): void {
    this.state = next
    for (const watcher of this.watchers) watcher()
  }
}

function parse(kind: FrameKind, message: MessageEvent<string>): Frame | null {
  const seq = message.lastEventId === '' ? null : Number(message.lastEventId)
  try {
    const data: unknown = message.data === '' ? null : JSON.parse(message.data)
    return { kind, seq: Number.isFinite(seq) ? seq : null, data }
  } catch {
    // A frame that cannot be read means that we no longer know the server's state.
    return RESYNC
  }
}
