export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'code'; text: string }

const HEADING = /^(#{1,6})\s+(.*)$/
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/
const FENCE = /^```/

/** Reads headings, paragraphs, flat lists and fenced code; everything else is a paragraph. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (FENCE.test(line)) {
      const end = lines.findIndex((each, index) => index > at && FENCE.test(each))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') })
      at = last
      continue
    }
    addLine(blocks, line, lines[at - 1] ?? '')
  }
  return blocks
}

function addLine(blocks: Block[], line: string, before: string): void {
  if (line.trim() === '') return
  const last = before.trim() === '' ? undefined : blocks.at(-1)
  const heading = HEADING.exec(line)
  if (heading) {
    blocks.push({ kind: 'heading', level: (heading[1] ?? '').length, text: heading[2] ?? '' })
    return
  }
  const item = ITEM.exec(line)
  if (item) {
    const ordered = item[1] !== undefined
    const list = blocks.at(-1)
    if (list?.kind === 'list' && list.ordered === ordered) list.items.push(item[2] ?? '')
    else blocks.push({ kind: 'list', ordered, items: [item[2] ?? ''] })
    return
  }
  if (last?.kind === 'paragraph') last.text += ` ${line.trim()}`
  else if (last?.kind === 'list') last.items.push(`${last.items.pop() ?? ''} ${line.trim()}`)
  else blocks.push({ kind: 'paragraph', text: line.trim() })
}
