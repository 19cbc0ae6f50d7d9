import { expect, it } from 'vitest'
import { formatValue } from './units.ts'

it.each([
  [0.314, 'ratio', '31.4 %'],
  [0, 'ratio', '0 %'],
  [0.112, 's', '112 ms'],
  [2.5, 's', '2.5 s'],
  [184.23, '1/s', '184/s'],
  [1_240, '1/s', '1.24 k/s'],
  [325_058_560, 'bytes', '310 MiB'],
  [12, 'requests', '12 requests'],
  [null, 's', 'no data'],
  [Number.NaN, 's', 'no data'],
])('%s in %s reads %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text)
})
