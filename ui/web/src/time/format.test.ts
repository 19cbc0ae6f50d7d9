import { describe, expect, it } from 'vitest'
import { compareInstants, formatAge, formatClock, formatDuration, formatOffset, millisOf } from './format.ts'

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [640, '0.6 s'],
    [24_130, '24.1 s'],
    [59_949, '59.9 s'],
    [59_999, '1 m 00 s'],
    [192_000, '3 m 12 s'],
    [3_599_900, '1 h 00 m'],
    [7_500_000, '2 h 05 m'],
    [86_399_900, '1 d 0 h'],
    [273_600_000, '3 d 4 h'],
    [-5, '0.0 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('formatAge', () => {
  it.each([
    [-300, 'now'],
    [999, 'now'],
    [8_900, '8 s'],
    [245_000, '4 m'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text)
  })
})

describe('formatClock', () => {
  it('shows UTC to the millisecond, with its zone', () => {
    expect(formatClock('2026-03-29T01:30:07.123Z', { zone: 'utc', millis: true, date: true })).toBe('2026-03-29 01:30:07.123 UTC')
  })

  it('shows local time with the offset of that very day', () => {
    const zone = process.env.TZ
    process.env.TZ = 'Europe/Berlin'
    try {
      expect(formatClock('2026-03-29T00:59:59Z', { zone: 'local' })).toBe('01:59:59 +01:00')
      expect(formatClock('2026-03-29T01:00:00Z', { zone: 'local' })).toBe('03:00:00 +02:00')
    } finally {
      process.env.TZ = zone
    }
  })

  it('says so when there is no time to show', () => {
    expect(formatClock('yesterday', { zone: 'utc' })).toBe('invalid time')
    expect(millisOf('yesterday')).toBeNull()
  })
})

it('compareInstants sorts by time, however many digits a second has', () => {
  const instants = ['2026-11-22T11:24:04.845720670Z', '2026-11-22T11:24:04Z', '2026-11-22T11:24:04.1Z', '2026-11-22T11:24:03.999Z']

  expect(instants.toSorted(compareInstants)).toEqual([instants[3], instants[1], instants[2], instants[0]])
})

it('formatOffset shows the sign', () => {
  expect(formatOffset(12_400)).toBe('+12.4 s')
  expect(formatOffset(-21_000)).toBe('−21.0 s')
})
