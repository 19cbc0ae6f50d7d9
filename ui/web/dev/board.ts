import type { PlatformHealth, Runbook, SeriesData, SeriesPoint, Service, Signal } from '../src/api/types.ts'
import { iso, node, workload } from './targets.ts'

export const SIGNALS: Signal[] = [
  { name: 'requests', unit: '1/s', description: 'requests a second' },
  { name: 'errors', unit: 'ratio', description: 'share of requests that failed' },
  { name: 'latency', unit: 's', description: 'mean time of a request' },
  { name: 'memory', unit: 'ratio', description: 'heap used over limit' },
]

export function services(openIncidents: Map<string, string[]>): Service[] {
  const service = (name: string, dependencies: string[], change: Partial<Service> = {}): Service => {
    const incidents = openIncidents.get(name) ?? []
    return {
      target: workload(name),
      health: incidents.length > 0 ? 'DEGRADED' : 'OK',
      desired: 3,
      ready: 3,
      autonomy: 'AUTO',
      rollingOut: false,
      openIncidents: incidents,
      dependencies: dependencies.map(workload),
      pods: [0, 1, 2].map((index) => ({
        name: `${name}-6f9c4d7b8-${['x2k9p', 'm4t7q', 'b8w3z'][index]}`,
        node: `node-${'abc'[index]}`,
        zone: `zone-${'abc'[index]}`,
        ready: true,
        restarts: index === 1 ? 2 : 0,
        reason: index === 1 ? 'OOMKilled' : '',
      })),
      signals: { requests: 184.2, errors: incidents.length > 0 ? 0.31 : 0.002, latency: 0.112 },
      observedAt: iso(Date.now() - 900),
      ...change,
    }
  }
  const broken = service('recommendations', ['catalog'])
  return [
    service('checkout', ['orders', 'payments-adapter', 'cart']),
    service('orders', ['orders-store']),
    service('storefront', ['checkout', 'catalog', 'cart'], { rollingOut: true }),
    service('catalog', [], { autonomy: 'APPROVE' }),
    service('cart', ['catalog']),
    service('payments-adapter', [], { signals: { requests: 42, errors: null, latency: null }, autonomy: 'OBSERVE' }),
    {
      ...broken,
      health: 'DOWN',
      ready: 0,
      signals: { requests: null, errors: null, latency: null },
      pods: broken.pods.map((pod) => ({ ...pod, ready: false, restarts: 7, reason: 'CrashLoopBackOff' })),
    },
    { ...service('orders-store', []), target: { ...workload('orders-store'), kind: 'StatefulSet' }, health: 'UNKNOWN', observedAt: iso(Date.now() - 240_000) },
    { ...service('node', []), target: node('node-a'), desired: 1, ready: 1, pods: [], signals: { requests: null, errors: null, latency: null } },
  ]
}

export function health(silent: boolean): PlatformHealth {
  const now = Date.now()
  const beat = (ageMs: number) => ({ heartbeatAt: iso(now - ageMs), heartbeatAgeMs: ageMs })
  const up = 'UP' as const
  return {
    status: silent ? 'SILENT' : 'UP',
    stages: [
      { name: 'collectors', status: up, summary: '27 targets scraped every 1 s', ...beat(3_100), facts: { targets: '27', 'scrape p99': '38 ms', 'samples a second': '4,812' } },
      silent
        ? { name: 'detector', status: 'SILENT', summary: 'no heartbeat for 3 m 12 s: the job may be restarting', ...beat(192_000), facts: { 'consumer lag': '18,204 records', series: '1,204' } }
        : { name: 'detector', status: up, summary: '1,204 series, baselines warm', ...beat(4_200), facts: { 'consumer lag': '0 records', series: '1,204', 'event-time lag': '420 ms' } },
      { name: 'runbooks', status: up, summary: '9 runbooks in force', ...beat(5_000), facts: { runbooks: '9', 'decision p99': '14 ms' } },
      { name: 'remediation', status: up, summary: 'holds the lease, epoch 4', ...beat(5_400), facts: { epoch: '4', 'open intents': '0', purse: '3 of 3 left' } },
      { name: 'ui', status: up, summary: 'caught up with all topics', ...beat(200), facts: { 'event table': '1,844 rows', 'topic lag': '0 records' } },
    ],
    lastScrapeAt: iso(now - 800),
    checkpointAgeMs: 6_400,
    deadLetters: {
      total: 2,
      latest: [
        {
          source: 'collectors/scrape',
          about: 'http://10.0.3.17:9102/metrics',
          reason: 'line 214: label value is not closed',
          at: iso(now - 812_000),
          payload: 'http_requests_total{method="GET,code="200"} 1027\n',
        },
        { source: 'detector/metrics', about: 'traas.metrics-2@81244', reason: 'schemaVersion 9, this release reads 1 to 1', at: iso(now - 4_812_000), payload: '' },
      ],
    },
    streamSubscribers: 1,
  }
}

const README = `# Bad release

## Symptom
Requests fail, or fail far more often, **right after a roll-out** of the suspect.

## Why it is safe
- The older revision ran before, for at least ten minutes.
- The roll-back follows the workload's own strategy: \`maxUnavailable\` holds.

## When not
1. The roll-out is still under way and a person is watching it.
2. The change was to the database schema.

## By hand
\`\`\`
kubectl -n NAMESPACE rollout undo deployment/NAME
\`\`\`
`

function book(id: string, title: string, risk: Runbook['risk'], autonomy: Runbook['autonomy'], rules: string[]): Runbook {
  return {
    id,
    version: '1.2.0',
    title,
    risk,
    autonomy,
    rules,
    readme: README,
    sha256: '7d8f2b1c9e4a5f60b3d2c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0',
  }
}

export function runbooks(): Runbook[] {
  return [
    book('bad-release', 'Roll back a release that fails', 'MEDIUM', 'AUTO', ['errors right after a release of the suspect', 'no roll-back while a person pauses the roll-out']),
    book('hung-replica', 'Replace a replica that never answers', 'LOW', 'AUTO', ['one pod accepts and never answers']),
    book('node-loss', 'Move pods off a lost node', 'HIGH', 'APPROVE', ['node not ready and its pods silent']),
    book('traffic-surge', 'Add replicas in a surge of traffic', 'LOW', 'AUTO', ['saturated by traffic within its maximum']),
  ]
}

/** A calm line with noise, a jump between the incident's start and its recovery, and the band it was expected in. */
export function series(signal: string, fromMs: number, toMs: number, points: number, story: { startMs: number; endMs: number; acted: boolean; healed: boolean } | null): SeriesData {
  const unit = SIGNALS.find((each) => each.name === signal)?.unit ?? ''
  const base = { requests: 184, errors: 0.003, latency: 0.11, memory: 0.46 }[signal] ?? 1
  const peak = { requests: 131, errors: 0.31, latency: 0.84, memory: 0.5 }[signal] ?? 1.5
  const step = Math.max(1_000, Math.ceil((toMs - fromMs) / points / 1_000) * 1_000)
  const result: SeriesPoint[] = []
  for (let at = Math.ceil(fromMs / step) * step; at <= Math.min(toMs, Date.now()); at += step) {
    const noise = Math.sin(at / 3_700) * 0.04 + Math.sin(at / 1_300) * 0.03 + ((at / 1_000) % 7) * 0.006
    const ill = story !== null && at >= story.startMs - 2_000 && at <= story.endMs
    const level = ill ? peak : base
    const high = signal === 'errors' ? 0.02 : base * 1.25
    const low = signal === 'errors' ? 0 : base * 0.75
    result.push([at, Math.max(0, level * (1 + noise)), low, high])
  }
  const shaded = story !== null && signal !== 'requests'
  return {
    signal,
    unit,
    points: result,
    anomalies: shaded ? [{ from: iso(story.startMs), to: iso(story.endMs), id: 'an-1' }] : [],
    markers:
      story === null
        ? []
        : [
            { at: iso(story.startMs - 21_000), kind: 'change', text: 'revision 7 by deploy-bot' },
            { at: iso(story.startMs), kind: 'detected', text: 'first anomaly' },
            ...(story.acted ? [{ at: iso(story.startMs + 2_210), kind: 'action' as const, text: 'roll back from revision 7 to 6' }] : []),
            ...(story.healed ? [{ at: iso(story.endMs + 8_700), kind: 'verified' as const, text: 'recovered, held for 8 s' }] : []),
          ],
    missing: [],
  }
}

