import { useNavigate } from '@tanstack/react-router'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { SearchField } from '../kit/SearchField.tsx'
import css from './FilterBar.module.css'
import { isFiltered, type ListSearch, SEVERITIES, STATES, severitiesOf, toggleSeverity } from './filters.ts'

const STATE_TEXT = { all: 'All', open: 'Open', closed: 'Resolved' } as const

export function FilterBar({ search }: { search: ListSearch }) {
  const navigate = useNavigate({ from: '/incidents' })
  const set = (change: ListSearch) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true })
  const severities = severitiesOf(search.sev)
  return (
    <div className={css.bar} role="search" aria-label="Incidents">
      <SearchField
        label="Search incidents"
        placeholder="Service, title, runbook, id   /"
        value={search.q ?? ''}
        onChange={(q) => set({ q: q || undefined })}
      />
      <div className={css.group} role="group" aria-label="State">
        {STATES.map((state) => (
          <Button key={state} aria-pressed={(search.state ?? 'all') === state} onClick={() => set({ state: state === 'all' ? undefined : state })}>
            {STATE_TEXT[state]}
          </Button>
        ))}
      </div>
      <div className={css.group} role="group" aria-label="Severity">
        {SEVERITIES.map((severity) => (
          <Button key={severity} aria-pressed={severities.includes(severity)} onClick={() => set({ sev: toggleSeverity(search.sev, severity) })}>
            {severity}
          </Button>
        ))}
      </div>
      <Button aria-pressed={Boolean(search.mine)} onClick={() => set({ mine: search.mine ? undefined : true })}>
        <Icon name="person" size={14} /> Needs me
      </Button>
      {isFiltered(search) && (
        <Button look="quiet" onClick={() => set({ state: undefined, q: undefined, sev: undefined, mine: undefined })}>
          <Icon name="cross" size={13} /> Clear filters
        </Button>
      )}
    </div>
  )
}
