import type { PlatformHealth } from '../api/types.ts'
import { Empty } from '../kit/Loadable.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Clock } from '../kit/When.tsx'
import css from './HealthPage.module.css'

/** What could not be processed, with the reason: never dropped silently. */
export function DeadLetters({ letters }: { letters: PlatformHealth['deadLetters'] }) {
  const aside = letters.total > letters.latest.length ? `latest ${letters.latest.length} of ${letters.total}` : `${letters.total}`
  return (
    <Panel title="Dead letters" flush aside={<span className="num">{aside}</span>}>
      {letters.latest.length === 0 ? (
        <Empty title="None">Everything that came in could be processed.</Empty>
      ) : (
        <ul>
          {letters.latest.map((letter) => (
            <li key={`${letter.at} ${letter.source} ${letter.about}`} className={css.letter}>
              <details>
                <summary>
                  <span className="muted">
                    <Clock at={letter.at} date />
                  </span>{' '}
                  <span className="mono">{letter.source}</span> <strong className="wrap">{letter.reason}</strong>
                </summary>
                <p className="muted wrap">about {letter.about}</p>
                <pre className={css.payload}>{letter.payload || '(no payload)'}</pre>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
