// Fails the build when what a visitor has to load grows over its budget. Reads what Vite built.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = process.env.TRAAS_UI_OUT ?? '../target/classes/META-INF/resources'
const KB = 1_000
const BUDGET = { 'list route, JS': 230 * KB, 'list route, CSS': 20 * KB, 'incident page on top, JS': 60 * KB, 'everything, JS': 650 * KB }

const assets = join(dist, 'assets')
const size = (file) => gzipSync(readFileSync(file), { level: 9 }).length
const sum = (files) => files.reduce((total, file) => total + size(file), 0)
const html = readFileSync(join(dist, 'index.html'), 'utf8')
const initial = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((match) => join(dist, match[1]))
const all = readdirSync(assets).map((name) => join(assets, name))
const ending = (files, end) => files.filter((file) => file.endsWith(end))

const measured = {
  'list route, JS': sum(ending(initial, '.js')),
  'list route, CSS': sum(ending(initial, '.css')),
  'incident page on top, JS': sum(ending(all, '.js').filter((file) => /IncidentPage/.test(file))),
  'everything, JS': sum(ending(all, '.js')),
}
let over = false
for (const [name, bytes] of Object.entries(measured)) {
  const verdict = bytes <= BUDGET[name] ? 'ok' : 'OVER BUDGET'
  over ||= bytes > BUDGET[name]
  console.log(`${name}: ${(bytes / KB).toFixed(1)} of ${BUDGET[name] / KB} kB gzipped, ${verdict}`)
}
if (/https?:\/\//.test(html)) {
  console.log('index.html names a foreign origin')
  over = true
}
process.exit(over ? 1 : 0)
