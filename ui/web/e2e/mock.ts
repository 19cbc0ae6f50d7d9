/** The dashboard in a real browser over the mock server: `npm run test:e2e`, after `npm run build`. */
import type { BrowserContext, Page } from 'playwright-core'
import { MockServer } from '../dev/server.ts'
import { openPage, settle, type Theme, withBrowser } from './browser.ts'
import { assert, assertAccessible, assertNoHorizontalScroll, assertNoMissingFields } from './checks.ts'
import { Report } from './report.ts'

const ROUTES = [
  '/incidents',
  '/incidents/in-asking',
  '/incidents/in-past-0',
  '/incidents/in-past-3',
  '/incidents/in-verifying',
  '/incidents/in-unknown',
  '/services?q=cart',
  '/services',
  '/health',
  '/runbooks?id=bad-release',
  '/activity',
]
const THEMES: Theme[] = ['dark', 'light']

const report = new Report()

await withBrowser(async (browser) => {
  for (const theme of THEMES) for (const route of ROUTES) await report.check(`${route} in ${theme}`, () => looksRight(browser, theme, route))
  for (const route of ROUTES) await report.check(`${route} at 360 px`, () => fitsPhone(browser, route))
  await report.check('keyboard only: list, incident, approve, healed', () => onServer(browser, '/incidents', approveByKeyboard))
  await report.check('a namespace is stopped and resumed by itself', () => onServer(browser, '/services', stopANamespace))
  await report.check('stop needs the word and a reason, shows who and why, and is resumed', () => onServer(browser, '/services', stopAndResume))
  await report.check('a lost stream is told, and nothing is lost when it returns', () => onServer(browser, '/incidents', loseStream))
  await report.check('a new incident appears within a second', () => onServer(browser, '/incidents', appearsLive))
  await report.check('an event has an address; raw JSON and filters by key', () => onServer(browser, '/incidents/in-past-0', walkTimeline))
  for (const theme of THEMES) await report.check(`a false alarm is told once, in ${theme}`, () => onServer(browser, '/incidents/in-unknown', tellFalseAlarm, theme))
  await report.check('charts zoom and keep the zoom in the URL', () => onServer(browser, '/incidents/in-past-0', zoomChart))
  await report.check('time zone by key and in the URL, kept across pages', () => onServer(browser, '/incidents', switchZone))
  await report.check('a silent stage is loud', () => onServer(browser, '/health', silentStage))
  await report.check('an error keeps the last good data and recovers', () => onServer(browser, '/services', failAndRecover))
})
process.exit(report.close())

type Journey = (page: Page, server: MockServer) => Promise<void>

async function onServer(browser: BrowserContext, path: string, journey: Journey, theme: Theme = 'dark'): Promise<void> {
  const server = new MockServer()
  const base = await server.listen(0)
  const { page } = await openPage(browser, theme)
  page.setDefaultTimeout(15_000)
  try {
    await page.goto(base + path)
    await settle(page)
    await journey(page, server)
  } finally {
    await page.close()
    server.close()
  }
}

async function looksRight(browser: BrowserContext, theme: Theme, route: string): Promise<void> {
  const server = new MockServer()
  const base = await server.listen(0)
  const { page, complaints } = await openPage(browser, theme)
  try {
    await page.goto(base + route)
    assert((await page.locator('html').getAttribute('data-theme')) === theme, 'the theme is not there before the application')
    await settle(page)
    await assertAccessible(page)
    await assertNoMissingFields(page)
    assert(complaints.length === 0, `the browser complains: ${complaints.join('\n')}`)
  } finally {
    await page.close()
    server.close()
  }
}

async function fitsPhone(browser: BrowserContext, route: string): Promise<void> {
  const server = new MockServer()
  const base = await server.listen(0)
  const { page } = await openPage(browser, 'dark', 360)
  try {
    await page.goto(base + route)
    await settle(page)
    await assertNoHorizontalScroll(page)
    assert(await page.getByRole('button', { name: 'STOP', exact: true }).isVisible(), 'no STOP button on a phone')
  } finally {
    await page.close()
    server.close()
  }
}

async function approveByKeyboard(page: Page): Promise<void> {
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^checkout/ }).waitFor()
  await page.getByText('A plan waits for your answer').waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Approve this plan' }).waitFor()
  await assertAccessible(page)
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.type('the release is mine')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('approved by ada').waitFor()
  await page.getByRole('region', { name: 'Verification' }).getByText('Not yet verified').waitFor()
  await page.getByRole('region', { name: 'Verification' }).getByText('Recovered', { exact: true }).waitFor()
}

async function stopANamespace(page: Page): Promise<void> {
  await page.keyboard.press('Shift+S')
  await page.keyboard.type('stop')
  await page.getByLabel('What to stop').selectOption({ label: 'A namespace' })
  await page.getByLabel('Name of the namespace').fill('shop')
  await page.getByLabel('Reason').fill('moving')
  await assertAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Stop namespace shop' }).click()
  const banner = page.getByRole('alert').filter({ hasText: 'Stopped: namespace shop' })
  await banner.waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Resume…' }).click()
  await page.getByRole('dialog', { name: 'Resume namespace shop' }).getByLabel('Reason').fill('moved')
  await page.getByRole('dialog').getByRole('button', { name: 'Resume actions' }).click()
  await banner.waitFor({ state: 'detached' })
}

async function stopAndResume(page: Page): Promise<void> {
  await page.keyboard.press('Shift+S')
  const stop = page.getByRole('dialog').getByRole('button', { name: 'Stop all actions' })
  await page.keyboard.type('stop')
  assert(await stop.isDisabled(), 'it can be stopped without a reason')
  await page.getByLabel('Reason').fill('wrong roll-backs')
  await page.getByLabel(/Your name/).fill('ada')
  await assertAccessible(page)
  await stop.click()
  const banner = page.getByRole('alert').filter({ hasText: 'All actions are stopped' })
  await banner.waitFor()
  assert(/by ada.*wrong roll-backs/.test(await banner.innerText()), 'the banner does not say who and why')
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Resume…' }).click()
  await page.getByLabel('Reason').fill('rules are fixed')
  await page.getByRole('dialog').getByRole('button', { name: 'Resume actions' }).click()
  await banner.waitFor({ state: 'detached' })
}

async function loseStream(page: Page, server: MockServer): Promise<void> {
  server.dropStreams(true)
  const banner = page.getByText(/Live updates lost/)
  await banner.waitFor()
  await page.getByText(/Reconnecting \(try [2-9]\)/).waitFor()
  await assertAccessible(page)
  server.world.add({ id: 'in-missed', service: 'orders', startMs: Date.now(), progress: 'acting', severity: 'SEV2' })
  server.dropStreams(false)
  // Unless it came back by itself in this moment.
  await page.getByRole('button', { name: 'Try now' }).click({ timeout: 2_000 }).catch(() => undefined)
  await banner.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: /orders: errors/ }).first().waitFor()
  await page.locator('a[href="/incidents/in-missed"]').waitFor()
}

async function appearsLive(page: Page, server: MockServer): Promise<void> {
  server.world.add({ id: 'in-new', service: 'catalog', startMs: Date.now(), progress: 'detected', severity: 'SEV1' })
  const row = page.locator('a[href="/incidents/in-new"]')
  await row.waitFor({ timeout: 1_000 })
  server.world.advance('in-new', 'healed')
  await row.getByText('Healed').waitFor({ timeout: 1_000 })
  const spoken = await page.locator('[aria-live="assertive"]').innerText()
  assert(/SEV1: catalog/.test(spoken), `nothing was announced for SEV1, but "${spoken}"`)
}

async function walkTimeline(page: Page, server: MockServer): Promise<void> {
  const decision = server.world.events.find((event) => event.incidentId === 'in-past-0' && event.kind === 'decision')
  assert(decision !== undefined, 'the fixtures lack a decision')
  await page.goto(`${page.url()}#ev-${decision.seq}`)
  await page.reload()
  await settle(page)
  const focused = page.locator(`[data-seq="${decision.seq}"]:focus`)
  await focused.waitFor()
  await page.getByRole('group', { name: 'Raw JSON' }).first().waitFor()
  await page.keyboard.press('e')
  await page.getByRole('group', { name: 'Raw JSON' }).first().waitFor({ state: 'detached' })
  await page.keyboard.press('j')
  await page.locator(`[data-seq="${decision.seq + 1}"]:focus`).waitFor()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByText('about to roll back').waitFor()
  assert((await page.getByText('incident opened on').count()) === 0, 'the filter lets everything pass')
  assert(page.url().includes('show=actions'), 'the filter is not in the URL')
}

async function tellFalseAlarm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /expected from the time of day/ }).click()
  const button = page.getByRole('button', { name: 'This was a false alarm' })
  assert((await button.count()) === 1, 'not exactly the one anomaly of a detector that learns can be called false')
  await assertAccessible(page)
  await button.click()
  const taken = page.getByRole('button', { name: /has to show more from now on/ })
  await taken.waitFor()
  assert(await taken.isDisabled(), 'it can be told twice')
  await assertAccessible(page)
}

async function zoomChart(page: Page): Promise<void> {
  const plot = page.getByRole('img', { name: /^errors:/ })
  const box = await plot.boundingBox()
  assert(box !== null, 'no chart')
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 5 })
  await page.mouse.up()
  await page.waitForURL(/from=\d+&to=\d+/)
  await page.getByRole('button', { name: 'Whole incident' }).click()
  await page.waitForURL((url) => !url.search.includes('from='))
}

async function switchZone(page: Page): Promise<void> {
  await page.keyboard.press('z')
  await page.waitForURL(/tz=local/)
  await page.getByRole('link', { name: 'Health' }).click()
  await page.waitForURL(/\/health\?tz=local/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('z')
  await page.waitForURL((url) => !url.search.includes('tz='))
}

async function silentStage(page: Page, server: MockServer): Promise<void> {
  server.world.setSilent(true)
  await page.getByText('detector gives no sign of life.').waitFor()
  await assertAccessible(page)
}

async function failAndRecover(page: Page, server: MockServer): Promise<void> {
  server.failPaths('/services')
  await page.getByText('Error 503: the incident store does not answer').waitFor()
  await page.getByText('Deployment in shop').first().waitFor()
  await assertAccessible(page)
  server.failPaths('')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Error 503').waitFor({ state: 'detached' })
}
