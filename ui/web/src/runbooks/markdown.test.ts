import { expect, it } from 'vitest'
import { parseMarkdown } from './markdown.ts'

it('reads headings, paragraphs, lists and code', () => {
  const text = '# Title\nOne\ntwo\n\n- a\n  more\n- b\n\n1. x\n\n```\ncode # not a heading\n```\nend'

  expect(parseMarkdown(text)).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'One two' },
    { kind: 'list', ordered: false, items: ['a more', 'b'] },
    { kind: 'list', ordered: true, items: ['x'] },
    { kind: 'code', text: 'code # not a heading' },
    { kind: 'paragraph', text: 'end' },
  ])
})

it('leaves HTML as text and survives a fence that never ends', () => {
  expect(parseMarkdown('<script>alert(1)</script>')).toEqual([{ kind: 'paragraph', text: '<script>alert(1)</script>' }])
  expect(parseMarkdown('```\nopen')).toEqual([{ kind: 'code', text: 'open' }])
})
