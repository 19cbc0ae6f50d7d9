import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { incidentListQuery, statusQuery } from '../api/queries.ts'
import type { IncidentList, Summary } from '../api/types.ts'
import { Icon } from '../kit/Icon.tsx'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { needsHuman } from '../live/patch.ts'
import { usePageTitle } from '../shell/pageTitle.ts'
import { FilterBar } from './FilterBar.tsx'
import { isFiltered, type ListSearch, passes } from './filters.ts'
import { IncidentRow } from './IncidentRow.tsx'
import css from './IncidentsPage.module.css'

const route = getRouteApi('/incidents')

export function IncidentsPage() {
  const search = route.useSearch()
  const list = useQuery(incidentListQuery({ state: search.state ?? 'all', q: search.q ?? '' }))
  const open = list.data?.incidents.filter((each) => each.state === 'OPEN').length
  usePageTitle(open ? `(${open}) Incidents` : 'Incidents')
  return (
    <div className={css.page}>
      <h1>Incidents</h1>
      <FilterBar search={search} />
      <WarmUp />
      <Loadable query={list} rows={8}>
        {(data) => <Groups list={data} search={search} />}
      </Loadable>
    </div>
  )
}

/** An empty list means little while the detectors still learn. */
function WarmUp() {
  const status = useQuery(statusQuery).data
  if (status === undefined || (status.ready && status.warm)) return null
  return (
    <p className={css.calm} role="status">
      <Icon name="hourglass" />
      {status.ready ? 'The detectors are still learning what is normal: little is found until they know.' : 'The dashboard is still reading what happened before it started.'}
    </p>
  )
}

function Groups({ list, search }: { list: IncidentList; search: ListSearch }) {
  const shown = list.incidents.filter((each) => passes(search, each))
  const open = shown.filter((each) => each.state === 'OPEN')
  const handled = open.filter((each) => !needsHuman(each))
  const resolved = shown.filter((each) => each.state === 'RESOLVED')
  if (shown.length === 0) return <Nothing search={search} />
  return (
    <div className={css.groups}>
      <Group title="Needs you" incidents={open.filter(needsHuman)} />
      <Group title="Being handled" incidents={handled} />
      {open.length === 0 && search.state !== 'closed' && !search.mine && <p className={css.calm}>Nothing is open.</p>}
      <Group title="Resolved" incidents={resolved} />
      {list.total > list.incidents.length && (
        <p className="muted">
          The newest {list.incidents.length} of {list.total}. Search to narrow them down.
        </p>
      )}
    </div>
  )
}

function Group({ title, incidents }: { title: string; incidents: Summary[] }) {
  if (incidents.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className={css.heading}>
        {title} <span className="num muted">{incidents.length}</span>
      </h2>
      <ol className={css.list}>
        {incidents.map((summary) => (
          <IncidentRow key={summary.id} summary={summary} />
        ))}
      </ol>
    </section>
  )
}

function Nothing({ search }: { search: ListSearch }) {
  if (!isFiltered(search)) {
    return <Empty title="No incidents">Whatever the detectors find appears here by itself, with what was done about it.</Empty>
  }
  const filters = [
    search.state && `state is ${search.state === 'closed' ? 'resolved' : search.state}`,
    search.q && `text contains “${search.q}”`,
    search.sev && `severity is ${search.sev.replaceAll(',', ' or ')}`,
    search.mine && 'needs me',
  ].filter(Boolean)
  return <Empty title="No incident passes the filters">In force: {filters.join('; ')}.</Empty>
}
