import { Fragment, type ReactNode } from 'react'
import css from './Markdown.module.css'
import { type Block, parseMarkdown } from './markdown.ts'

/** Shows the plain part of Markdown. Text stays text: no HTML, no images, no links that lead elsewhere. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={css.text}>
      {parseMarkdown(text).map((block, index) => (
        <Fragment key={`${index} ${block.kind}`}>{render(block)}</Fragment>
      ))}
    </div>
  )
}

function render(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return block.level <= 2 ? <h3>{inline(block.text)}</h3> : <h4>{inline(block.text)}</h4>
    case 'list': {
      const items = block.items.map((item) => <li key={item}>{inline(item)}</li>)
      return block.ordered ? <ol className={css.ordered}>{items}</ol> : <ul className={css.bullets}>{items}</ul>
    }
    case 'code':
      return <pre className={css.code}>{block.text}</pre>
    case 'paragraph':
      return <p>{inline(block.text)}</p>
  }
}

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))/

function inline(text: string): ReactNode[] {
  return text.split(INLINE).map((part, index) => {
    const key = `${index} ${part}`
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>
    if (part.startsWith('**')) return <strong key={key}>{part.slice(2, -2)}</strong>
    if (part.startsWith('[')) return <Fragment key={key}>{part.slice(1, part.indexOf(']'))}</Fragment>
    return <Fragment key={key}>{part}</Fragment>
  })
}
