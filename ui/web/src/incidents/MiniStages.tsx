import type { Summary } from '../api/types.ts'
import { sentence } from '../kit/words.tsx'
import { stageSpans } from '../incident/stages.ts'
import css from './MiniStages.module.css'

/** Five small boxes and the word for where it stands. */
export function MiniStages({ summary }: { summary: Summary }) {
  const spans = stageSpans(summary, Date.now())
  return (
    <span className={css.stages}>
      <span className={css.boxes} aria-hidden="true">
        {spans.map(({ stage, status }) => (
          <span key={stage} className={css.box} data-status={status} />
        ))}
      </span>
      <span className={css.word}>{sentence(summary.stage)}</span>
    </span>
  )
}
