import type { Target } from '../api/types.ts'

/** `namespace/name`, or the bare name of a thing without a namespace. */
export function shortName(target: Target): string {
  return target.namespace ? `${target.namespace}/${target.name}` : target.name
}

/** The key of a target everywhere: `cluster/namespace/kind/name`. */
export function targetKey(target: Target): string {
  return `${target.cluster}/${target.namespace}/${target.kind}/${target.name}`
}
