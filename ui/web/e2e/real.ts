/**
 * The dashboard over a running platform: `npm run e2e -- --url URL [--incident ID] [--wait SECONDS]`, or TRAAS_UI_URL.
 * Looks at every page in both themes and on a phone. Pictures go to TRAAS_UI_SHOTS, if it is set.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import type { IncidentList, Summary } from '../src/api/types.ts'
import { openPage, settle, type Theme, withBrowser } from './browser.ts'
import { assert, assertAccessible, assertNoHorizontalScroll, assertNoMissingFields } from './checks.ts'
import { Report } from './report.ts'

const { values } = parseArgs({ options: { url: { type: 'string' }, incident: { type: 'string' }, wait: { type: 'string', default: '120' } } })
const base = (values.url ?? process.env.TRAAS_UI_URL ?? '').replace(/\/$/, '')
const shots = process.env.TRAAS_UI_SHOTS
const LOOKS: { theme: Theme; width: number }[] = [
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 360 },
]

if (base === '') {
  console.error('e2e: name the platform by --url or TRAAS_UI_URL, for example --url http://127.0.0.1:8080')
  process.exit(2)
}
if (shots) mkdirSync(shots, { recursive: true })

const report = new Report()
let incident: Summary | undefined

await report.check('there is an incident', async () => {
  incident = await findIncident(Number(values.wait) * 1_000)
})

await withBrowser(async (browser) => {
  for (const { theme, width } of LOOKS) {
    const look = `in ${theme} at ${width} px`
    await report.check(`list ${look}`, () => visit(browser, 'incidents', '/incidents', theme, width, assertList))
    if (incident) {
      const path = `/incidents/${encodeURIComponent(incident.id)}`
      await report.check(`incident ${look}`, () => visit(browser, 'incident', path, theme, width, assertIncident))
    }
    await report.check(`services ${look}`, () => visit(browser, 'services', '/services', theme, width, assertServices))
    await report.check(`health ${look}`, () => visit(browser, 'health', '/health', theme, width, assertHealth))
    await report.check(`activity ${look}`, () => visit(browser, 'activity', '/activity', theme, width, assertActivity))
    await report.check(`runbooks ${look}`, () => visit(browser, 'runbooks', '/runbooks', theme, width, assertRunbooks))
  }
})
process.exit(report.close())

/** The one that was asked for, or one that went the whole way round, or whatever there is when the time is over. */
async function findIncident(waitMs: number): Promise<Summary> {
  const deadline = performance.now() + waitMs
  for (;;) {
    const response = await fetch(`${base}/api/v1/incidents?state=all&limit=200`)
    assert(response.ok, `${base} answers ${response.status} for the list of incidents`)
    const { incidents } = (await response.json()) as IncidentList
    const healed = incidents.find((each) => each.outcome === 'HEALED')
    const wanted = values.incident ? incidents.find((each) => each.id === values.incident) : healed
    if (wanted) return wanted
    if (performance.now() > deadline) {
      const [any] = incidents
      assert(any !== undefined && !values.incident, `no ${values.incident ?? 'incident'} within ${waitMs / 1_000} s`)
      return any
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

async function visit(
  browser: BrowserContext,
  name: string,
  path: string,
  theme: Theme,
  width: number,
  check: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, complaints } = await openPage(browser, theme, width)
  page.setDefaultTimeout(20_000)
  try {
    await page.goto(base + path)
    await settle(page)
    await check(page)
    if (shots) await page.screenshot({ path: join(shots, `${name}-${theme}-${width}.png`), fullPage: true })
    await assertNoMissingFields(page)
    await assertNoHorizontalScroll(page)
    await assertAccessible(page)
    assert(complaints.length === 0, `the browser complains: ${complaints.join('\n')}`)
  } finally {
    await page.close()
  }
}

async function assertList(page: Page): Promise<void> {
  await page.locator('a[data-row]').first().waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
}

async function assertIncident(page: Page): Promise<void> {
  assert((await page.getByRole('list', { name: 'Stages' }).getByRole('listitem').count()) === 5, 'not five stages')
  for (const part of ['Diagnosis', 'Signals', 'Verification', 'Why', 'Timeline']) await page.getByRole('region', { name: part }).waitFor()
  for (const field of ['Cause', 'First symptom', 'Impact']) await page.getByRole('heading', { name: field, exact: true }).waitFor()
  await page.getByRole('region', { name: 'Timeline' }).locator('[data-row]').first().waitFor()
  const charts = page.getByRole('region', { name: 'Signals' }).getByRole('img')
  await charts.first().waitFor()
  const described = await charts.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''))
  assert(described.some((text) => !text.endsWith('no data')), `no chart has data: ${described.join('; ')}`)
  if (incident?.outcome === 'HEALED') {
    await page.getByRole('region', { name: 'Verification' }).getByText('Recovered', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Why' }).getByText('Rules that matched').first().waitFor()
  }
}

async function assertServices(page: Page): Promise<void> {
  await page.locator('[data-health]').first().waitFor()
}

async function assertHealth(page: Page): Promise<void> {
  const stages = page.getByRole('list', { name: 'Stages' }).locator('[data-status]')
  await stages.first().waitFor()
  assert((await stages.count()) === 5, `${await stages.count()} stages, not 5`)
}

/** At least that a replica has begun to act. */
async function assertActivity(page: Page): Promise<void> {
  await page.locator('button[data-row]').first().waitFor()
}

async function assertRunbooks(page: Page): Promise<void> {
  await page.locator('button[data-row]').first().click()
  await page.getByRole('heading', { name: 'Rules' }).waitFor()
}
