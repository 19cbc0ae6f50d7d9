import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { RequestError } from '../api/client.ts'
import { incidentQuery } from '../api/queries.ts'
import type { Incident } from '../api/types.ts'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { useHotkeys } from '../shell/hotkeys.ts'
import { usePageTitle } from '../shell/pageTitle.ts'
import { AnswerDialog, ApprovalCard } from './Approval.tsx'
import { HandoverCard } from './HandoverCard.tsx'
import { Charts } from './Charts.tsx'
import { Diagnosis } from './Diagnosis.tsx'
import { IncidentHeader } from './IncidentHeader.tsx'
import css from './IncidentPage.module.css'
import { StageBar } from './StageBar.tsx'
import { Timeline } from './Timeline.tsx'
import { Verification } from './Verification.tsx'
import { Why } from './Why.tsx'

const route = getRouteApi('/incidents/$id')

export function IncidentPage() {
  const { id } = route.useParams()
  const incident = useQuery(incidentQuery(id))
  usePageTitle(incident.data?.summary.title ?? 'Incident')
  if (incident.error instanceof RequestError && incident.error.status === 404) {
    return (
      <Empty title="No such incident">
        Nothing is known of <code>{id}</code>. <Link to="/incidents">All incidents</Link>
      </Empty>
    )
  }
  return (
    <Loadable query={incident} rows={10}>
      {(data) => <Body incident={data} />}
    </Loadable>
  )
}

function Body({ incident }: { incident: Incident }) {
  const [answer, setAnswer] = useState<'approve' | 'reject' | null>(null)
  const { approval, summary } = incident
  useHotkeys({
    a: () => approval && setAnswer('approve'),
    d: () => approval && setAnswer('reject'),
    w: () => document.getElementById('why')?.scrollIntoView(),
  })
  return (
    <article className={css.page}>
      <IncidentHeader incident={incident} />
      <StageBar incident={incident} />
      {approval && <ApprovalCard approval={approval} onAnswer={setAnswer} />}
      {!approval && summary.attention === 'HUMAN' && <HandoverCard incident={incident} />}
      <Diagnosis incident={incident} />
      <div className={css.columns}>
        <div className={css.column}>
          <div className={css.charts}>
            <Charts incident={incident} />
          </div>
          <div className={css.timeline}>
            <Timeline summary={summary} />
          </div>
        </div>
        <div className={css.column}>
          <div className={css.verification}>
            <Verification incident={incident} />
          </div>
          <div className={css.why}>
            <Why incident={incident} />
          </div>
        </div>
      </div>
      {approval && answer && <AnswerDialog approval={approval} incidentId={summary.id} answer={answer} onClose={() => setAnswer(null)} />}
    </article>
  )
}
