import type { Pod, Service } from '../api/types.ts'
import { Badge } from '../kit/Badge.tsx'
import { TargetName } from '../kit/TargetName.tsx'
import { targetKey } from '../kit/target.ts'
import { Clock } from '../kit/When.tsx'
import css from './ServicesPage.module.css'

export function ServiceDetail({ service }: { service: Service }) {
  return (
    <div className={css.detail}>
      <div>
        <h3>Pods</h3>
        {service.pods.length === 0 ? <p className="muted">None.</p> : <Pods pods={service.pods} />}
      </div>
      <div>
        <h3>Calls</h3>
        {service.dependencies.length === 0 ? (
          <p className="muted">No dependencies declared.</p>
        ) : (
          <ul className={css.dependencies}>
            {service.dependencies.map((target) => (
              <li key={targetKey(target)}>
                <TargetName target={target} />
              </li>
            ))}
          </ul>
        )}
        <p className={css.observed}>
          state of <Clock at={service.observedAt} />
        </p>
      </div>
    </div>
  )
}

function Pods({ pods }: { pods: Pod[] }) {
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.scroll} tabIndex={0} role="group" aria-label="Pods">
      <table>
        <thead>
          <tr>
            <th scope="col">Pod</th>
            <th scope="col">State</th>
            <th scope="col">Restarts</th>
            <th scope="col">Node</th>
            <th scope="col">Zone</th>
          </tr>
        </thead>
        <tbody>
          {pods.map((pod) => (
            <tr key={pod.name}>
              <td className="mono">{pod.name}</td>
              <td>
                {pod.ready ? (
                  <Badge tone="green" icon="check">
                    Ready
                  </Badge>
                ) : (
                  <Badge tone="red" icon="cross">
                    {pod.reason || 'Not ready'}
                  </Badge>
                )}
                {pod.ready && pod.reason && <span className="muted"> last: {pod.reason}</span>}
              </td>
              <td className="num">{pod.restarts}</td>
              <td className="mono">{pod.node || 'none'}</td>
              <td>{pod.zone || 'unknown'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
