// Lock files name what is installed by its hash and never by the host it came from: any registry may serve it.
import { readFileSync } from 'node:fs'

let bad = 0
for (const file of ['package-lock.json', 'toolchain/package-lock.json']) {
  for (const [path, entry] of Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)) {
    if (path === '' || entry.inBundle) continue
    if (entry.resolved || !entry.integrity?.startsWith('sha512-')) {
      console.log(`${file}: ${path} ${entry.resolved ? 'names a host' : 'has no sha512'}`)
      bad += 1
    }
  }
}
process.exit(bad === 0 ? 0 : 1)
