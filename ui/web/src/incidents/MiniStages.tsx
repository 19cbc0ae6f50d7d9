import type { Summary } from '../api/types.ts'
import { stageSpans } from '../incident/stages.ts'
import { sentence } from '../kit/words.tsx'
import css from './MiniStages.module.css'

/** Five small boxes and the word for where it stands; what is over needs no word. */
export function MiniStages({ summary }: { summary: Summary }) {
  const spans = stageSpans(summary, Date.parse(summary.updatedAt))
  const active = spans.find((span) => span.status === 'active')
  return (
    <span className={css.stages}>
      <span className={css.boxes} aria-hidden="true">
        {spans.map(({ stage, status }) => (
          <span key={stage} className={css.box} data-status={status} />
        ))}
      </span>
      {active ? <span className={css.word}>{sentence(active.stage)}</span> : <span className="hidden">Closed</span>}
    </span>
  )
}
