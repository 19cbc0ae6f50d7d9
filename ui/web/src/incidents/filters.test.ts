import { describe, expect, it } from 'vitest'
import { summary } from '../testing/summaries.ts'
import { isFiltered, passes, readListSearch, toggleSeverity } from './filters.ts'

describe('filters in the URL', () => {
  it('reads what it wrote', () => {
    const search = { state: 'open', q: 'checkout', sev: 'SEV1,SEV2', mine: true } as const

    expect(readListSearch({ ...search })).toEqual(search)
  })

  it('falls back to the defaults for anything else', () => {
    expect(readListSearch({ state: 'half', q: 7, sev: 'SEV9', mine: 'yes', other: 1 })).toEqual({ q: '7' })
    expect(isFiltered(readListSearch({ state: 'all', q: '' }))).toBe(false)
  })

  it('leaves a filter out that lets everything pass', () => {
    expect(readListSearch({ sev: 'SEV1,SEV2,SEV3,SEV4' })).toEqual({})
    expect(toggleSeverity('SEV1,SEV2,SEV3', 'SEV4')).toBeUndefined()
    expect(toggleSeverity('SEV1', 'SEV1')).toBeUndefined()
  })

  it('adds and removes severities in their order', () => {
    expect(toggleSeverity('SEV3', 'SEV1')).toBe('SEV1,SEV3')
    expect(toggleSeverity('SEV1,SEV3', 'SEV3')).toBe('SEV1')
  })
})

describe('passes', () => {
  it('keeps severities and what needs a person', () => {
    expect(passes({ sev: 'SEV1' }, summary({ severity: 'SEV2' }))).toBe(false)
    expect(passes({ sev: 'SEV2' }, summary({ severity: 'SEV2' }))).toBe(true)
    expect(passes({ mine: true }, summary({ attention: 'AUTO' }))).toBe(false)
    expect(passes({ mine: true }, summary({ attention: 'APPROVAL' }))).toBe(true)
    expect(passes({ mine: true }, summary({ attention: 'APPROVAL', state: 'RESOLVED' }))).toBe(false)
  })
})
