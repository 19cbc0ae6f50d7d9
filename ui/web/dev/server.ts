/**
 * Serves the built dashboard over fixtures, as the real server would: same paths, same headers, same stream.
 * `npm run mock [PORT]`; POST /dev/... breaks things on purpose, see below.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { activity } from './activity.ts'
import { health, runbooks, series, services, SIGNALS } from './board.ts'
import { incidentOf } from './incidents.ts'
import { World } from './world.ts'

const DIST = process.env.TRAAS_UI_OUT ?? new URL('../../target/classes/META-INF/resources', import.meta.url).pathname
const HEARTBEAT_MS = 10_000
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

interface Frame {
  id: number
  text: string
}

export class MockServer {
  readonly world: World
  private readonly streams = new Set<ServerResponse>()
  private readonly frames: Frame[] = []
  private readonly server: Server
  private readonly beat: ReturnType<typeof setInterval>
  private refusing = false
  private failing = ''

  constructor() {
    this.world = new World((event, data, id) => this.push(event, data, id))
    this.server = createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => problem(response, 500, String(error)))
    })
    this.beat = setInterval(() => this.push('hb', { seq: this.world.lastSeq }), HEARTBEAT_MS)
  }

  listen(port: number): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(port, '127.0.0.1', () => {
        const address = this.server.address()
        resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`)
      })
    })
  }

  close(): void {
    clearInterval(this.beat)
    this.server.close()
    this.server.closeAllConnections()
  }

  /** Ends every stream; while `refuse`, no new one is accepted. */
  dropStreams(refuse: boolean): void {
    this.refusing = refuse
    for (const stream of this.streams) stream.destroy()
    this.streams.clear()
  }

  /** Every API path that begins so answers 503; empty: none. */
  failPaths(prefix: string): void {
    this.failing = prefix
  }

  private push(event: string, data: unknown, id?: number): void {
    const text = `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    if (id !== undefined) this.frames.push({ id, text })
    for (const stream of this.streams) stream.write(text)
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mock')
    if (url.pathname.startsWith('/dev/')) return this.breakSomething(url, response)
    if (!url.pathname.startsWith('/api/v1/')) return serveFile(url.pathname, response)
    const path = url.pathname.slice('/api/v1'.length)
    if (this.failing !== '' && path.startsWith(this.failing)) return problem(response, 503, 'the incident store does not answer')
    if (path === '/stream') return this.stream(url, request, response)
    return request.method === 'POST' ? this.write(path, request, response) : this.read(path, url.searchParams, response)
  }

  private breakSomething(url: URL, response: ServerResponse): void {
    const what = url.pathname.slice('/dev/'.length)
    if (what === 'drop') this.dropStreams(url.searchParams.get('refuse') === 'true')
    if (what === 'silent') this.world.setSilent(url.searchParams.get('on') !== 'false')
    if (what === 'fail') this.failPaths(url.searchParams.get('path') ?? '')
    json(response, { what })
  }

  private stream(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (this.refusing) return problem(response, 503, 'no streams now')
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' })
    const cursor = Number(request.headers['last-event-id'] ?? url.searchParams.get('cursor') ?? Number.NaN)
    if (Number.isFinite(cursor)) {
      for (const frame of this.frames.filter((each) => each.id > cursor)) response.write(frame.text)
    }
    response.write(`event: hb\ndata: {"seq":${this.world.lastSeq}}\n\n`)
    this.streams.add(response)
    response.on('close', () => this.streams.delete(response))
  }

  private read(path: string, search: URLSearchParams, response: ServerResponse): void {
    const { world } = this
    const [, kind, id, part] = path.split('/')
    const story = id === undefined ? undefined : world.find(decodeURIComponent(id))
    switch (kind) {
      case 'incidents': {
        if (id === undefined) {
          const state = search.get('state') as 'open' | 'closed' | 'all' | null
          return json(response, world.list({ state: state ?? 'all', q: search.get('q') ?? '' }, Number(search.get('limit') ?? 500)))
        }
        if (!story) return problem(response, 404, `no incident ${id}`)
        const after = Number(search.get('after') ?? 0)
        if (part === 'events') return json(response, { events: world.events.filter((event) => event.incidentId === id && event.seq > after) })
        return json(response, incidentOf(story, world.lastSeq))
      }
      case 'services':
        return json(response, { asOfSeq: world.lastSeq, services: services(world.openByService()) })
      case 'signals':
        return json(response, { signals: SIGNALS })
      case 'series':
        return json(response, this.seriesOf(search))
      case 'health':
        return json(response, health(world.silent))
      case 'activity':
        return json(response, { events: activity(world.lastSeq) })
      case 'runbooks':
        return json(response, { runbooks: runbooks() })
      case 'control':
        return json(response, world.control)
      case 'status':
        return json(response, { ready: true, warm: true, openIncidents: world.list({ state: 'open', q: '' }, 500).total, stopped: world.control.stopped, version: 'mock' })
      default:
        return problem(response, 404, `no such path: ${path}`)
    }
  }

  private seriesOf(search: URLSearchParams) {
    const fromMs = Date.parse(search.get('from') ?? '')
    const toMs = Date.parse(search.get('to') ?? '')
    const name = search.get('target')?.split('/').at(-1)
    const story = this.world.stories.find((each) => each.service === name && each.startMs > fromMs && each.startMs < toMs)
    const endMs = story && (story.progress === 'verifying' || story.progress === 'healed') ? story.startMs + 15_420 : Date.now()
    const ill = story && {
      startMs: story.startMs,
      endMs,
      acted: ['acting', 'verifying', 'healed'].includes(story.progress),
      healed: story.progress === 'healed',
    }
    return series(search.get('signal') ?? '', fromMs, toMs, Number(search.get('points')), ill ?? null)
  }

  private async write(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['x-traas-request'] !== '1') return problem(response, 403, 'the header X-Traas-Request is missing')
    const body = JSON.parse((await bodyOf(request)) || '{}') as { by?: string; reason?: string; scope?: string; hash?: string }
    const by = body.by ?? 'somebody'
    const [, kind, id, verb] = path.split('/')
    if (kind === 'control') {
      if (!body.reason) return problem(response, 400, 'a reason is needed')
      const stop = id === 'stop'
      if (!this.world.setControl(stop, by, body.reason, body.scope)) return problem(response, 409, stop ? 'it is stopped already' : 'it is not stopped')
      return json(response, this.world.control)
    }
    if (kind === 'incidents' && verb === 'acknowledge') return json(response, body, 202)
    if (kind === 'feedback') return json(response, body, 202)
    if (verb === 'approve' && !body.hash) return problem(response, 409, 'the approval does not say what was shown')
    const answered = this.world.answer(decodeURIComponent(id ?? ''), verb === 'approve', by)
    if (answered === 'unknown') return problem(response, 404, `no plan ${id}`)
    if (answered === 'late') return problem(response, 409, 'the question was answered already')
    return json(response, { accepted: true }, 202)
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let all = ''
  for await (const chunk of request) all += String(chunk)
  return all
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body))
}

function problem(response: ServerResponse, status: number, detail: string): void {
  const body = { type: 'about:blank', title: 'refused', status, detail, requestId: 'mock-1' }
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body))
}

/** Files as they are; everything else is a page of the application. */
async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const inside = normalize(path)
  const name = extname(inside) ? inside : '/index.html'
  try {
    const content = await readFile(join(DIST, name))
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP }).end(content)
  } catch {
    problem(response, 404, `no file ${path}`)
  }
}

if (import.meta.main) {
  const address = await new MockServer().listen(Number(process.argv[2] ?? 4180))
  console.log(`mock of the dashboard's server at ${address}`)
}
