import type { Attention, Incident } from '../api/types.ts'
import { Icon, type IconName } from '../kit/Icon.tsx'
import { sentence } from '../kit/words.tsx'
import { needsHuman } from '../live/patch.ts'
import { formatBothZones, formatDuration } from '../time/format.ts'
import { useNow } from '../time/now.ts'
import css from './StageBar.module.css'
import { actedAt, type StageSpan, stageSpans } from './stages.ts'

const ICON: Record<StageSpan['status'], IconName | null> = {
  done: 'check',
  active: 'clock',
  ended: 'flag',
  skipped: 'minus',
  pending: null,
}

const WORD: Record<StageSpan['status'], string> = {
  done: '',
  active: 'now',
  ended: 'nothing done, it ended here',
  skipped: 'skipped',
  pending: 'not yet',
}

const ACTIVE: Partial<Record<Attention, string>> = {
  APPROVAL: 'waits for your answer',
  HUMAN: 'waits for a person',
  OBSERVED: 'watched only',
}

const WHAT: Record<StageSpan['stage'], string> = {
  DETECT: 'first anomaly to incident',
  DIAGNOSE: 'incident to suspects named',
  DECIDE: 'suspects to plan',
  ACT: 'decision to action carried out',
  VERIFY: 'action to recovery verified',
}

/** Where the time went: five stages, each with its duration; together they are the incident's. */
export function StageBar({ incident: { summary, ledger } }: { incident: Incident }) {
  const now = useNow()
  const spans = stageSpans(summary, now, actedAt(ledger))
  const word = { ...WORD, active: ACTIVE[summary.attention] ?? 'now' }
  const waits = needsHuman(summary)
  return (
    <ol className={css.bar} aria-label="Stages">
      {spans.map((span) => {
        const icon = ICON[span.status]
        const known = span.status === 'done' || span.status === 'active' || span.status === 'ended'
        const human = span.status === 'active' && waits
        return (
          <li
            key={span.stage}
            className={css.stage}
            data-status={span.status}
            data-human={human || undefined}
            title={`${WHAT[span.stage]}${span.status === 'pending' ? '' : `, from ${formatBothZones(span.startMs)}`}`}
          >
            <span className={css.name}>
              {icon && <Icon name={human ? 'person' : icon} size={14} />}
              {sentence(span.stage)}
            </span>
            <span className={css.time}>
              {known && <span>{formatDuration(span.durationMs)}</span>}
              <span className={css.word}>{word[span.status]}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
