import { expect, it } from 'vitest'
import { readFact } from './facts.ts'

it('reads kind and fields, commas and brackets inside of values included', () => {
  expect(readFact('Release[target=a/b, summary=rolled out: x, y [z], quietSeconds=1]')).toEqual({
    kind: 'Release',
    fields: [
      ['target', 'a/b'],
      ['summary', 'rolled out: x, y [z]'],
      ['quietSeconds', '1'],
    ],
  })
})

it('leaves other text alone', () => {
  expect(readFact('three of three pods')).toBeNull()
})
