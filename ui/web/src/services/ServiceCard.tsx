import { Link } from '@tanstack/react-router'
import type { Service } from '../api/types.ts'
import { Badge } from '../kit/Badge.tsx'
import { Icon } from '../kit/Icon.tsx'
import { shortName, targetKey } from '../kit/target.ts'
import { Age } from '../kit/When.tsx'
import { AutonomyBadge, HealthBadge } from '../kit/words.tsx'
import { formatValue } from '../incident/units.ts'
import { useNow } from '../time/now.ts'
import { ServiceDetail } from './ServiceDetail.tsx'
import css from './ServicesPage.module.css'

interface ServiceCardProps {
  service: Service
  units: Record<string, string>
  open: boolean
  onToggle: () => void
}

const STALE_MS = 60_000

export function ServiceCard({ service, units, open, onToggle }: ServiceCardProps) {
  const { target, signals, openIncidents } = service
  const now = useNow(STALE_MS / 4)
  const stale = service.health === 'UNKNOWN' && now - Date.parse(service.observedAt) > STALE_MS
  return (
    <li className={css.item} data-health={service.health}>
      <div className={css.row}>
        <button type="button" className={css.name} data-row aria-expanded={open} onClick={onToggle}>
          <span className={css.chevron} data-open={open || undefined}>
            <Icon name="chevron" size={14} />
          </span>
          <span className="wrap" title={targetKey(target)}>
            <strong>{target.name}</strong>
            <span className={css.place}>
              {target.kind}
              {target.namespace && ` in ${target.namespace}`}
            </span>
          </span>
        </button>
        <span className={css.health}>
          <HealthBadge health={service.health} />
          {service.rollingOut && (
            <Badge tone="blue" icon="swap">
              Rolling out
            </Badge>
          )}
        </span>
        <span className={css.figure}>
          <span>Ready</span>
          <strong data-bad={service.ready < service.desired || undefined}>
            {service.ready} of {service.desired}
          </strong>
        </span>
        <Figure name="Requests" value={signals.requests} unit={units.requests ?? '1/s'} />
        <Figure name="Errors" value={signals.errors} unit={units.errors ?? 'ratio'} />
        <Figure name="Latency" value={signals.latency} unit={units.latency ?? 's'} />
        <span className={css.autonomy}>
          <AutonomyBadge autonomy={service.autonomy} />
        </span>
        <span className={css.incidents}>
          {openIncidents.map((id) => (
            <Link key={id} to="/incidents/$id" params={{ id }} className={css.incident} title={id} aria-label={`Open incident ${id} of ${shortName(target)}`}>
              <Icon name="flag" size={13} /> Incident
            </Link>
          ))}
          {stale && (
            <span className="muted">
              seen <Age at={service.observedAt} suffix=" ago" />
            </span>
          )}
        </span>
      </div>
      {open && <ServiceDetail service={service} />}
    </li>
  )
}

function Figure({ name, value, unit }: { name: string; value: number | null; unit: string }) {
  return (
    <span className={css.figure}>
      <span>{name}</span>
      {value === null ? <span className={css.none}>no data</span> : <strong>{formatValue(value, unit)}</strong>}
    </span>
  )
}
