import { useQuery } from '@tanstack/react-query'
import { controlQuery } from '../api/queries.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Age, Clock } from '../kit/When.tsx'
import { useLive } from '../live/LiveContext.tsx'
import { scopeWords } from './scope.ts'
import css from './Banners.module.css'

/** Says who stopped the platform, when and why; and that nothing is done while the switch cannot be read. */
export function ControlBanner({ onResume }: { onResume: (scope: string | null) => void }) {
  const control = useQuery(controlQuery).data
  if (!control) return null
  if (control.stopped === false) {
    return control.parts.map((part) => (
      <div key={part.scope} className={css.banner} data-kind="stopped" role="alert">
        <Icon name="stop" />
        <p>
          <strong>Stopped: {scopeWords(part.scope)}</strong>
          {part.by && <> by {part.by}</>}
          {part.at && (
            <>
              , <Clock at={part.at} /> (<Age at={part.at} suffix=" ago" />)
            </>
          )}
          {part.reason && <>: “{part.reason}”</>}
        </p>
        <Button className={css.action ?? ''} onClick={() => onResume(part.scope)}>
          Resume…
        </Button>
      </div>
    ))
  }
  if (control.stopped === null) {
    return (
      <div className={css.banner} data-kind="unreadable" role="alert">
        <Icon name="alert" />
        <p>
          <strong>The stop switch cannot be read.</strong> Until it can, every action is refused.
        </p>
      </div>
    )
  }
  return (
    <div className={css.banner} data-kind="stopped" role="alert">
      <Icon name="stop" />
      <p>
        <strong>All actions are stopped</strong>
        {control.by && <> by {control.by}</>}
        {control.at && (
          <>
            , <Clock at={control.at} /> (<Age at={control.at} suffix=" ago" />)
          </>
        )}
        {control.reason && <>: “{control.reason}”</>}
      </p>
      <Button className={css.action ?? ''} onClick={() => onResume(null)}>
        Resume…
      </Button>
    </div>
  )
}

/** Never lets old data pass for new. */
export function StaleBanner() {
  const { status, asOf, lostAt, tries, reconnect } = useLive()
  if (status !== 'lost' || lostAt === null) return null
  return (
    <div className={css.banner} data-kind="stale" role="status">
      <Icon name="hourglass" />
      <p>
        <strong>
          Live updates lost <Age at={new Date(lostAt).toISOString()} suffix=" ago" />.
        </strong>{' '}
        {asOf !== null && (
          <>
            Showing data as of <Clock at={new Date(asOf).toISOString()} />.{' '}
          </>
        )}
        Reconnecting (try {tries}).
      </p>
      <Button className={css.action ?? ''} onClick={reconnect}>
        Try now
      </Button>
    </div>
  )
}
