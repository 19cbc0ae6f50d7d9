import type { Incident, Summary } from '../api/types.ts'

/** An open incident one can vary. All instants are on one day, as `HH:MM:SS.mmm`. */
export function summary(change: Partial<Summary> = {}): Summary {
  return {
    id: 'in-1',
    title: 'Errors on checkout',
    service: { cluster: 'local', namespace: 'shop', kind: 'Deployment', name: 'checkout' },
    failureClass: 'ERRORS',
    severity: 'SEV2',
    stage: 'DETECT',
    state: 'OPEN',
    attention: 'AUTO',
    outcome: null,
    openedAt: at('10:00:00.600'),
    updatedAt: at('10:00:01.000'),
    resolvedAt: null,
    runbook: null,
    lastChange: null,
    instants: {
      detectedAt: at('10:00:00.000'),
      locatedAt: null,
      decidedAt: null,
      actionStartedAt: null,
      recoveredAt: null,
      verifiedAt: null,
    },
    ...change,
  }
}

export function incident(of: Summary, change: Partial<Incident> = {}): Incident {
  return {
    asOfSeq: 10,
    summary: of,
    cause: null,
    suspects: [],
    firstSymptom: null,
    impact: [],
    confidence: null,
    completeness: null,
    evidence: [],
    decisions: [],
    ledger: [],
    approval: null,
    verification: null,
    ...change,
  }
}

export function at(time: string): string {
  return `2026-11-22T${time}Z`
}
