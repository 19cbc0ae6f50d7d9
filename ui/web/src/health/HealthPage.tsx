import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { healthQuery } from '../api/queries.ts'
import type { PlatformHealth, StageHealth } from '../api/types.ts'
import { Icon } from '../kit/Icon.tsx'
import { Loadable } from '../kit/Loadable.tsx'
import { Age } from '../kit/When.tsx'
import { StageStatusBadge } from '../kit/words.tsx'
import { usePageTitle } from '../shell/pageTitle.ts'
import { formatDuration } from '../time/format.ts'
import { DeadLetters } from './DeadLetters.tsx'
import { showFacts } from './facts.ts'
import css from './HealthPage.module.css'

const UNWELL = new Set(['SILENT', 'DOWN'])

export function HealthPage() {
  usePageTitle('Health of the platform')
  const health = useQuery(healthQuery)
  return (
    <div className={css.page}>
      <h1>Health of the platform</h1>
      <Loadable query={health} rows={10}>
        {(data) => <Body health={data} />}
      </Loadable>
    </div>
  )
}

function Body({ health }: { health: PlatformHealth }) {
  const unwell = health.stages.filter((stage) => UNWELL.has(stage.status))
  return (
    <div className={css.page}>
      {unwell.length > 0 && (
        <div className={css.loud} role="alert">
          <Icon name="alert" size={20} />
          <p>
            <strong>
              {unwell.map((stage) => stage.name).join(', ')} {unwell.length === 1 ? 'gives' : 'give'} no sign of life.
            </strong>{' '}
            What depends on {unwell.length === 1 ? 'it' : 'them'} is not being watched or healed.
          </p>
        </div>
      )}
      <dl className={css.tiles}>
        <Tile name="Platform" value={<StageStatusBadge status={health.status} />} />
        <Tile name="Last scrape" value={health.lastScrapeAt ? <Age at={health.lastScrapeAt} suffix=" ago" /> : 'never'} />
        <Tile name="Newest checkpoint" value={health.checkpointAgeMs === null ? 'none yet' : `${formatDuration(health.checkpointAgeMs)} old`} />
        <Tile name="Dead letters" value={health.deadLetters.total} />
        <Tile name="Open dashboards" value={health.streamSubscribers} />
      </dl>
      <ol className={css.stages} aria-label="Stages">
        {health.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} />
        ))}
      </ol>
      <DeadLetters letters={health.deadLetters} />
    </div>
  )
}

function Tile({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className={css.tile}>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  )
}

function Stage({ stage }: { stage: StageHealth }) {
  const facts = showFacts(stage.facts)
  return (
    <li className={css.stage} data-status={stage.status}>
      <div className={css.stageHead}>
        <h2>{stage.name}</h2>
        <StageStatusBadge status={stage.status} />
      </div>
      {stage.summary && <p>{stage.summary}</p>}
      <p className={css.beat}>
        Heartbeat:{' '}
        {stage.heartbeatAt ? (
          <>
            <Age at={stage.heartbeatAt} suffix=" ago" />
            {stage.heartbeatAgeMs !== null && stage.heartbeatAgeMs > 60_000 && <strong> ({formatDuration(stage.heartbeatAgeMs)})</strong>}
          </>
        ) : (
          'none seen'
        )}
      </p>
      {facts.length > 0 && (
        <dl className={css.facts}>
          {facts.map(({ name, value, instant }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="num wrap">{instant ? <Age at={value} suffix=" ago" /> : value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
