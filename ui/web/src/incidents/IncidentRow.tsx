import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Summary } from '../api/types.ts'
import { incidentSpan } from '../incident/stages.ts'
import { shortName } from '../kit/target.ts'
import { Age } from '../kit/When.tsx'
import { AttentionBadge, OutcomeBadge, SeverityBadge, sentence } from '../kit/words.tsx'
import { needsHuman } from '../live/patch.ts'
import { formatDuration } from '../time/format.ts'
import { MiniStages } from './MiniStages.tsx'
import css from './IncidentRow.module.css'

export const IncidentRow = memo(function IncidentRow({ summary }: { summary: Summary }) {
  const open = summary.state === 'OPEN'
  // How it ended is said by its badge; what healed it is not.
  const last = open ? summary.lastChange : summary.runbook
  return (
    <li className={css.item}>
      <Link
        className={css.row}
        to="/incidents/$id"
        params={{ id: summary.id }}
        data-row
        data-mine={needsHuman(summary) || undefined}
        data-open={open || undefined}
      >
        <span className={css.severity}>
          <SeverityBadge severity={summary.severity} over={!open} />
        </span>
        <span className={css.what}>
          <span className={css.title}>{summary.title}</span>
          <span className={css.line}>
            <span className="mono">{shortName(summary.service)}</span>
            <span className={css.kind}>{sentence(summary.failureClass)}</span>
            {last && <span className={css.change}>{last}</span>}
          </span>
        </span>
        <span className={css.stage}>
          <MiniStages summary={summary} />
        </span>
        <span className={css.attention}>
          {open ? <AttentionBadge attention={summary.attention} /> : <OutcomeBadge outcome={summary.outcome} />}
        </span>
        <span className={css.age}>
          {open ? <Age at={summary.openedAt} /> : <Took summary={summary} />}
          <span className={css.updated}>{open ? 'open' : <Age at={summary.openedAt} suffix=" ago" />}</span>
        </span>
      </Link>
    </li>
  )
})

function Took({ summary }: { summary: Summary }) {
  const { startMs, endMs } = incidentSpan(summary, Date.parse(summary.updatedAt))
  return <span title="From first anomaly to the end">{formatDuration(endMs - startMs)}</span>
}
