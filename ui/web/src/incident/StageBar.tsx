import type { Summary } from '../api/types.ts'
import { Icon, type IconName } from '../kit/Icon.tsx'
import { sentence } from '../kit/words.tsx'
import { formatBothZones, formatDuration } from '../time/format.ts'
import { useNow } from '../time/now.ts'
import css from './StageBar.module.css'
import { type StageSpan, stageSpans } from './stages.ts'

const MARK: Record<StageSpan['status'], { icon: IconName | null; word: string }> = {
  done: { icon: 'check', word: 'done' },
  active: { icon: 'clock', word: 'now' },
  ended: { icon: 'flag', word: 'ended here' },
  skipped: { icon: 'minus', word: 'skipped' },
  pending: { icon: null, word: 'not yet' },
}

const WHAT: Record<StageSpan['stage'], string> = {
  DETECT: 'first anomaly to incident',
  DIAGNOSE: 'incident to suspects named',
  DECIDE: 'suspects to plan',
  ACT: 'plan to recovery seen',
  VERIFY: 'recovery seen to verified',
}

/** Where the time went: five stages, each with its duration; together they are the incident's. */
export function StageBar({ summary }: { summary: Summary }) {
  const now = useNow()
  const spans = stageSpans(summary, now)
  const waits = summary.attention === 'APPROVAL' || summary.attention === 'HUMAN'
  return (
    <ol className={css.bar} aria-label="Stages">
      {spans.map((span) => {
        const mark = MARK[span.status]
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
              {mark.icon && <Icon name={human ? 'person' : mark.icon} size={14} />}
              {sentence(span.stage)}
            </span>
            <span className={css.time}>
              {span.status === 'done' || span.status === 'active' || span.status === 'ended' ? formatDuration(span.durationMs) : mark.word}
              {span.status === 'ended' && <span className={css.word}>{mark.word}</span>}
              {span.status === 'active' && <span className={css.word}>{human ? 'waits for you' : mark.word}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
