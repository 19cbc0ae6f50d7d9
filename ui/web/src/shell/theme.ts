import { useCallback, useSyncExternalStore } from 'react'

export type Theme = 'dark' | 'light' | 'system'
export const THEMES: Theme[] = ['dark', 'light', 'system']

const KEY = 'traas.theme'
const system = () => window.matchMedia('(prefers-color-scheme: light)')
const watchers = new Set<() => void>()

function chosen(): Theme {
  try {
    const stored = localStorage.getItem(KEY)
    return stored === 'light' || stored === 'system' ? stored : 'dark'
  } catch {
    return 'dark'
  }
}

/** Puts the chosen theme in force; public/theme.js does the same before the first paint. */
function apply(): void {
  const choice = chosen()
  const light = choice === 'light' || (choice === 'system' && system().matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
  for (const watcher of watchers) watcher()
}

function subscribe(watcher: () => void): () => void {
  const media = system()
  watchers.add(watcher)
  media.addEventListener('change', apply)
  return () => {
    watchers.delete(watcher)
    media.removeEventListener('change', apply)
  }
}

export function useTheme(): { theme: Theme; shown: 'dark' | 'light'; next: () => void } {
  const theme = useSyncExternalStore(subscribe, chosen)
  const shown = useSyncExternalStore(subscribe, () => (document.documentElement.dataset.theme === 'light' ? 'light' : 'dark'))
  const next = useCallback(() => {
    const following = THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length] ?? 'dark'
    try {
      localStorage.setItem(KEY, following)
    } catch {
      // without storage the choice lasts until the page is left
    }
    apply()
  }, [])
  return { theme, shown, next }
}
