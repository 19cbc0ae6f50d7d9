import type { Target } from '../src/api/types.ts'

/** A small shop, so that fixtures read like life. */
export const CLUSTER = 'local'

export function workload(name: string): Target {
  return { cluster: CLUSTER, namespace: 'shop', kind: 'Deployment', name }
}

export function pod(name: string): Target {
  return { cluster: CLUSTER, namespace: 'shop', kind: 'Pod', name }
}

export function node(name: string): Target {
  return { cluster: CLUSTER, namespace: '', kind: 'Node', name }
}

export const iso = (ms: number): string => new Date(ms).toISOString()
