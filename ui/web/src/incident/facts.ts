export interface Fact {
  kind: string
  fields: [name: string, value: string][]
}

const FACT = /^(\w+)\[(.*)\]$/s
const NEXT_FIELD = /, (?=\w+=)/

/** Reads `Release[target=a/b, quietSeconds=1]`; null for text of another shape. */
export function readFact(text: string): Fact | null {
  const match = FACT.exec(text)
  if (!match) return null
  const fields = (match[2] ?? '').split(NEXT_FIELD).map((field): [string, string] => {
    const end = field.indexOf('=')
    return end === -1 ? ['', field] : [field.slice(0, end), field.slice(end + 1)]
  })
  return { kind: match[1] ?? '', fields }
}
