import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { healthQuery, incidentListQuery } from '../api/queries.ts'
import { Button } from '../kit/Button.tsx'
import { Icon, type IconName } from '../kit/Icon.tsx'
import { needsHuman } from '../live/patch.ts'
import { useLive } from '../live/LiveContext.tsx'
import { formatBothZones, formatClock } from '../time/format.ts'
import { useNow } from '../time/now.ts'
import { useZone } from '../time/zone.ts'
import css from './Header.module.css'
import { type Theme, useTheme } from './theme.ts'

interface HeaderProps {
  onStop: () => void
  onShortcuts: () => void
}

const THEME_ICON: Record<Theme, IconName> = { dark: 'moon', light: 'sun', system: 'screen' }

export function Header({ onStop, onShortcuts }: HeaderProps) {
  const { theme, next } = useTheme()
  return (
    <header className={css.header}>
      <Link to="/incidents" className={css.brand} aria-label="TRaaS, incidents">
        <span className={css.mark}>
          <Icon name="wave" size={18} />
        </span>
        <span className={css.name}>TRaaS</span>
      </Link>
      <Nav />
      <div className={css.tools}>
        <LiveMark />
        <WallClock />
        <Button look="quiet" onClick={next} aria-label={`Theme: ${theme}. Change`} title={`Theme: ${theme}`}>
          <Icon name={THEME_ICON[theme]} />
        </Button>
        <Button look="quiet" className={css.help ?? ''} onClick={onShortcuts} aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)">
          <Icon name="help" />
        </Button>
        <Button look="danger" onClick={onStop} title="Stop all actions of the platform (Shift+S)">
          <Icon name="stop" />
          STOP
        </Button>
      </div>
    </header>
  )
}

function Nav() {
  const open = useQuery(incidentListQuery({ state: 'open', q: '' })).data
  const health = useQuery(healthQuery).data
  const mine = open?.incidents.filter(needsHuman).length ?? 0
  return (
    <nav className={css.nav} aria-label="Main">
      <Link to="/incidents" className={css.tab} activeProps={{ 'data-active': true }}>
        Incidents
        {open !== undefined && open.total > 0 && (
          <span className={css.count} data-tone={mine > 0 ? 'violet' : 'blue'} aria-label={`${open.total} open, ${mine} need you`}>
            {open.total}
          </span>
        )}
      </Link>
      <Link to="/services" className={css.tab} activeProps={{ 'data-active': true }}>
        Services
      </Link>
      <Link to="/health" className={css.tab} activeProps={{ 'data-active': true }}>
        Health
        {health !== undefined && health.status !== 'UP' && (
          <span className={css.warn} data-tone={health.status === 'DEGRADED' ? 'amber' : 'red'} title={`Platform: ${health.status.toLowerCase()}`}>
            <Icon name="alert" size={14} />
            <span className="hidden">{health.status.toLowerCase()}</span>
          </span>
        )}
      </Link>
      <Link to="/runbooks" className={css.tab} activeProps={{ 'data-active': true }}>
        Runbooks
      </Link>
      <Link to="/activity" className={css.tab} activeProps={{ 'data-active': true }}>
        Activity
      </Link>
    </nav>
  )
}

function LiveMark() {
  const { status } = useLive()
  const text = { live: 'Live', connecting: 'Connecting', lost: 'Offline' }[status]
  return (
    <span className={css.live} data-tone={{ live: 'green', connecting: 'neutral', lost: 'amber' }[status]} data-status={status}>
      <span className={css.dot} />
      {text}
    </span>
  )
}

function WallClock() {
  const now = useNow(1_000)
  const { zone, toggle } = useZone()
  return (
    <Button look="quiet" className={css.clock ?? ''} onClick={toggle} title={`${formatBothZones(now)}. Switch zone (z)`}>
      <span className="num">{formatClock(now, { zone })}</span>
    </Button>
  )
}
