import type { Incident } from '../api/types.ts'
import { Empty } from '../kit/Loadable.tsx'
import { compareInstants } from '../time/format.ts'
import { Panel } from '../kit/Panel.tsx'
import { DecisionRecord } from './DecisionRecord.tsx'

/** Why it did what it did, and why not something else: one record for each decision, the newest open. */
export function Why({ incident }: { incident: Incident }) {
  const decisions = incident.decisions.toSorted((a, b) => compareInstants(b.decidedAt, a.decidedAt))
  return (
    <Panel title="Why" id="why" flush>
      {decisions.length === 0 ? (
        <Empty title="Not decided yet">The rules that matched, those that nearly did, and every check appear here.</Empty>
      ) : (
        decisions.map((decision, index) => (
          <DecisionRecord key={decision.id} decision={decision} ledger={incident.ledger} initiallyOpen={index === 0} />
        ))
      )}
    </Panel>
  )
}
