import { Link } from '@tanstack/react-router'
import type { Target } from '../api/types.ts'
import { shortName, targetKey } from './target.ts'

/** A thing of the cluster; workloads link to their place on the services page. */
export function TargetName({ target, link = true }: { target: Target; link?: boolean }) {
  const text = (
    <>
      <span className="muted">{target.kind} </span>
      {shortName(target)}
    </>
  )
  if (!link || target.kind === 'Node' || target.kind === 'Pod') {
    return (
      <span className="mono wrap" title={targetKey(target)}>
        {text}
      </span>
    )
  }
  return (
    <Link className="mono wrap" to="/services" search={{ q: shortName(target) }} title={targetKey(target)}>
      {text}
    </Link>
  )
}
