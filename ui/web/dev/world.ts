import type { Control, IncidentList, TimelineEvent } from '../src/api/types.ts'
import { compareIncidents, inList } from '../src/live/patch.ts'
import type { ListQuery } from '../src/api/queries.ts'
import { eventsOf } from './events.ts'
import { type Progress, type Story, summaryOf } from './incidents.ts'
import { iso } from './targets.ts'

export type Push = (event: string, data: unknown, id?: number) => void

const MINUTE = 60_000

/** The state behind the mock server: a handful of incidents, a stop switch, an event table with global numbers. */
export class World {
  readonly stories: Story[] = []
  readonly events: TimelineEvent[] = []
  control: Control = { stopped: false, by: null, at: null, reason: null, until: null, parts: [], effectiveWithinMs: 2_000 }
  silent = false
  private seq = 100
  private push: Push

  constructor(push: Push) {
    this.push = push
    const now = Date.now()
    const past = ['checkout', 'cart', 'catalog', 'orders', 'storefront', 'cart', 'checkout']
    past.forEach((service, index) =>
      this.add({ id: `in-past-${index}`, service, startMs: now - (index + 1) * 17 * MINUTE, progress: index === 3 ? 'recovered' : 'healed', severity: index % 3 === 0 ? 'SEV2' : 'SEV3' }),
    )
    this.add({ id: 'in-observed', service: 'payments-adapter', startMs: now - 9 * MINUTE, progress: 'observed', severity: 'SEV4' })
    this.add({ id: 'in-verifying', service: 'cart', startMs: now - 19_000, progress: 'verifying', severity: 'SEV2' })
    this.add({ id: 'in-unknown', service: 'recommendations', startMs: now - 6 * MINUTE, progress: 'unknown', severity: 'SEV3' })
    this.add({ id: 'in-asking', service: 'checkout', startMs: now - 48_000, progress: 'asking', severity: 'SEV1' })
  }

  get lastSeq(): number {
    return this.seq
  }

  find(id: string): Story | undefined {
    return this.stories.find((story) => story.id === id)
  }

  list(query: ListQuery, limit: number): IncidentList {
    const all = this.stories.map(summaryOf).filter((summary) => inList(query, summary)).toSorted(compareIncidents)
    return { asOfSeq: this.seq, total: all.length, incidents: all.slice(0, limit) }
  }

  openByService(): Map<string, string[]> {
    const open = this.stories.filter((story) => summaryOf(story).state === 'OPEN')
    return new Map([...Map.groupBy(open, (story) => story.service)].map(([name, stories]) => [name, stories.map((story) => story.id)]))
  }

  add(story: Story): void {
    this.stories.push(story)
    this.write(story)
  }

  advance(id: string, progress: Progress): void {
    const story = this.find(id)
    if (!story) return
    story.progress = progress
    this.write(story)
  }

  answer(planId: string, approved: boolean, by: string): 'done' | 'unknown' | 'late' {
    const story = this.find(planId.replace(/^plan-/, ''))
    if (!story) return 'unknown'
    if (story.progress !== 'asking') return 'late'
    this.append(story, 'approval', `${approved ? 'approved' : 'rejected'} by ${by}`, !approved)
    this.advance(story.id, approved ? 'acting' : 'unknown')
    if (approved) {
      setTimeout(() => this.advance(story.id, 'verifying'), 2_500)
      setTimeout(() => this.advance(story.id, 'healed'), 6_000)
    }
    return 'done'
  }

  /** @param scope of a part, undefined for everything */
  setControl(stopped: boolean, by: string, reason: string, scope?: string): boolean {
    const others = this.control.parts.filter((part) => part.scope !== scope)
    const partStopped = others.length < this.control.parts.length
    if ((scope === undefined ? this.control.stopped : partStopped) === stopped) return false
    const now = iso(Date.now())
    this.control =
      scope === undefined
        ? { ...this.control, stopped, by, at: now, reason }
        : { ...this.control, parts: stopped ? [...others, { scope, by, at: now, reason, until: null }] : others }
    this.push('control', this.control)
    return true
  }

  setSilent(silent: boolean): void {
    this.silent = silent
    this.push('health', { status: silent ? 'SILENT' : 'UP', silent: silent ? ['detector'] : [] })
  }

  private append(story: Story, kind: string, summary: string, failed: boolean): void {
    this.emit({ seq: ++this.seq, incidentId: story.id, at: iso(Date.now()), kind, summary, failed, stage: 'DECIDE', detail: { summary } })
  }

  private write(story: Story): void {
    const known = new Set(this.events.filter((event) => event.incidentId === story.id).map((event) => `${event.kind} ${event.at}`))
    for (const line of eventsOf(story)) {
      if (!known.has(`${line.kind} ${line.at}`)) this.emit({ ...line, seq: ++this.seq })
    }
    this.push('incident', summaryOf(story), this.seq)
  }

  private emit(event: TimelineEvent): void {
    this.events.push(event)
    this.push('event', event, event.seq)
  }
}
