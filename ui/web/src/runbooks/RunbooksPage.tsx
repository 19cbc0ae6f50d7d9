import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { runbooksQuery } from '../api/queries.ts'
import type { Runbook } from '../api/types.ts'
import { Icon } from '../kit/Icon.tsx'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { AutonomyBadge, RiskBadge } from '../kit/words.tsx'
import { usePageTitle } from '../shell/pageTitle.ts'
import { Markdown } from './Markdown.tsx'
import css from './RunbooksPage.module.css'

const route = getRouteApi('/runbooks')

export function RunbooksPage() {
  usePageTitle('Runbooks')
  const runbooks = useQuery(runbooksQuery)
  const { id } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className={css.page}>
      <h1>Runbooks in force</h1>
      <Loadable query={runbooks} rows={8}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No runbook is loaded">Without one nothing is ever done; every incident goes to a person.</Empty>
          ) : (
            <ul className={css.list}>
              {all
                .toSorted((a, b) => a.id.localeCompare(b.id))
                .map((runbook) => (
                  <RunbookItem
                    key={runbook.id}
                    runbook={runbook}
                    open={id === runbook.id}
                    onToggle={() => void navigate({ search: id === runbook.id ? {} : { id: runbook.id }, replace: true, resetScroll: false })}
                  />
                ))}
            </ul>
          )
        }
      </Loadable>
    </div>
  )
}

function RunbookItem({ runbook, open, onToggle }: { runbook: Runbook; open: boolean; onToggle: () => void }) {
  return (
    <li className={css.item}>
      <button type="button" className={css.head} data-row aria-expanded={open} onClick={onToggle}>
        <span className={css.chevron} data-open={open || undefined}>
          <Icon name="chevron" size={14} />
        </span>
        <span className={css.title}>
          <strong>{runbook.title || runbook.id}</strong>
          <span className="muted">
            {runbook.id} · version {runbook.version} · {runbook.rules.length} {runbook.rules.length === 1 ? 'rule' : 'rules'}
          </span>
        </span>
        <span className={css.badges}>
          <RiskBadge risk={runbook.risk} />
          <AutonomyBadge autonomy={runbook.autonomy} />
        </span>
      </button>
      {open && (
        <div className={css.body}>
          {runbook.readme ? <Markdown text={runbook.readme} /> : <p className="muted">It has no README.</p>}
          <div className={css.side}>
            <h2>Rules</h2>
            <ul className={css.rules}>
              {runbook.rules.map((rule) => (
                <li key={rule} className="wrap">
                  {rule}
                </li>
              ))}
            </ul>
            <p className={css.hash}>
              SHA-256 <span className="mono wrap">{runbook.sha256}</span>
            </p>
          </div>
        </div>
      )}
    </li>
  )
}
