/** Takes a picture of every page in both themes and two widths: `npm run shots -- DIR`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MockServer } from '../dev/server.ts'
import { openPage, settle, type Theme, withBrowser } from './browser.ts'

const PAGES = {
  list: '/incidents',
  asking: '/incidents/in-asking',
  healed: '/incidents/in-past-0',
  verifying: '/incidents/in-verifying',
  unknown: '/incidents/in-unknown',
  services: '/services?q=cart',
  'services-all': '/services',
  health: '/health',
  runbooks: '/runbooks?id=bad-release',
  activity: '/activity',
}

const directory = process.argv[2] ?? 'shots'
const only = process.argv[3]
mkdirSync(directory, { recursive: true })
const server = new MockServer()
const base = await server.listen(0)
await withBrowser(async (browser) => {
  for (const theme of ['dark', 'light'] satisfies Theme[]) {
    for (const width of [1440, 360]) {
      for (const [name, path] of Object.entries(PAGES)) {
        if (only && !name.startsWith(only)) continue
        const { page, complaints } = await openPage(browser, theme, width)
        await page.goto(base + path)
        await settle(page)
        await page.screenshot({ path: join(directory, `${name}-${theme}-${width}.png`), fullPage: true })
        for (const complaint of complaints) console.log(`${name} ${theme} ${width}: ${complaint}`)
        await page.close()
      }
    }
  }
})
server.close()
