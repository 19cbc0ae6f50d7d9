import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Zone } from './format.ts'

/** The zone all absolute times are shown in. It lives in the URL, so that a copied link means the same to its reader. */
export function useZone(): { zone: Zone; toggle: () => void } {
  const zone: Zone = useSearch({ strict: false, select: (search) => search.tz }) === 'local' ? 'local' : 'utc'
  const navigate = useNavigate()
  const toggle = () =>
    void navigate({
      to: '.',
      search: (previous) => ({ ...previous, tz: zone === 'utc' ? ('local' as const) : undefined }),
      hash: true,
      replace: true,
      resetScroll: false,
    })
  return { zone, toggle }
}
