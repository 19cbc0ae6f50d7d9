import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

export type Theme = 'dark' | 'light'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const LOADING_MS = 30_000
const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function browserPath(): string {
  const found = process.env.CHROMIUM ?? USUAL_PLACES.find((path) => existsSync(path))
  if (!found) throw new Error(`no browser at ${USUAL_PLACES.join(', ')}: install chromium, or name one by CHROMIUM`)
  return found
}

/** A fresh browser with its own profile, gone when the work is done, whatever it came to. */
export async function withBrowser<T>(work: (browser: BrowserContext) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'traas-e2e-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath(),
    args: FLAGS,
    viewport: { width: 1440, height: 900 },
  })
  try {
    return await work(browser)
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** A page that remembers what went wrong in it: broken content policy, uncaught errors, refused resources. */
export async function openPage(browser: BrowserContext, theme: Theme, width = 1440): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.setViewportSize({ width, height: width < 600 ? 740 : 900 })
  await page.addInitScript((choice) => localStorage.setItem('traas.theme', choice), theme)
  return { page, complaints }
}

export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  // Counted from outside: the content policy forbids code in the page that waits for itself.
  const deadline = performance.now() + LOADING_MS
  while ((await page.locator('[aria-busy="true"]').count()) > 0) {
    if (performance.now() > deadline) throw new Error(`something still loads after ${LOADING_MS / 1_000} s`)
    await page.waitForTimeout(50)
  }
  await page.waitForTimeout(350)
}
