import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  nodes: { target: string[]; failureSummary?: string }[]
}

/** Fails on anything that axe calls serious or critical. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource)
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => found.violations)`,
  )) as Violation[]
  const grave = violations.filter((each) => each.impact === 'serious' || each.impact === 'critical')
  const told = grave.map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(' | ')}`)
  assert(grave.length === 0, `axe: ${told.join('\n')}`)
}

export async function assertNoHorizontalScroll(page: Page): Promise<void> {
  const widths = (await page.evaluate('({ page: document.documentElement.scrollWidth, window: window.innerWidth })')) as {
    page: number
    window: number
  }
  assert(widths.page <= widths.window, `the page is ${widths.page} px wide in a window of ${widths.window} px`)
}

/** No field shows what a program shows when it does not know. */
export async function assertNoMissingFields(page: Page): Promise<void> {
  const text = await page.locator('main').innerText()
  const bad = /.{0,40}(?:undefined|NaN|\[object|invalid time|\bnull\b).{0,40}/.exec(text)
  assert(bad === null, `a field is missing: "${bad?.[0] ?? ''}"`)
}

export function assert(truth: boolean, otherwise: string): asserts truth {
  if (!truth) throw new Error(otherwise)
}
