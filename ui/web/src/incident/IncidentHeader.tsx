import { Link } from '@tanstack/react-router'
import type { Incident } from '../api/types.ts'
import { TargetName } from '../kit/TargetName.tsx'
import { Clock } from '../kit/When.tsx'
import { AttentionBadge, OutcomeBadge, SeverityBadge, sentence } from '../kit/words.tsx'
import { formatDuration } from '../time/format.ts'
import { useNow } from '../time/now.ts'
import css from './IncidentHeader.module.css'
import { incidentSpan } from './stages.ts'

export function IncidentHeader({ incident: { summary } }: { incident: Incident }) {
  const now = useNow()
  const { startMs, endMs, over } = incidentSpan(summary, now)
  return (
    <header className={css.header}>
      <nav aria-label="Breadcrumb">
        <Link to="/incidents" className={css.back}>
          Incidents
        </Link>
        <span className="muted"> / </span>
        <span className="mono muted wrap">{summary.id}</span>
      </nav>
      <div className={css.top}>
        <div className={css.what}>
          <h1 className="wrap">{summary.title}</h1>
          <div className={css.badges}>
            <SeverityBadge severity={summary.severity} over={over} />
            {over ? <OutcomeBadge outcome={summary.outcome} /> : <AttentionBadge attention={summary.attention} />}
            <TargetName target={summary.service} />
            <span className="muted">{sentence(summary.failureClass)}</span>
            <span className="muted">
              since <Clock at={summary.openedAt} date />
            </span>
          </div>
        </div>
        <dl className={css.duration}>
          <dt>{over ? 'Took' : 'Open for'}</dt>
          <dd className="num">{formatDuration(endMs - startMs)}</dd>
        </dl>
      </div>
    </header>
  )
}
