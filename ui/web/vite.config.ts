import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Maven passes where the application's static files go; by hand they land in ui/target too.
const outDir = process.env.TRAAS_UI_OUT ?? '../target/classes/META-INF/resources'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir,
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.TRAAS_UI_URL ?? 'http://127.0.0.1:4180' },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    // Files that need a DOM say so in their first line: it costs seconds.
    environment: 'node',
    isolate: false,
    restoreMocks: true,
    testTimeout: 30_000,
  },
})
