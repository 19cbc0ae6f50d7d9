import { Outlet, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useLive } from '../live/LiveContext.tsx'
import { useZone } from '../time/zone.ts'
import { ControlBanner, StaleBanner } from './Banners.tsx'
import { Header } from './Header.tsx'
import { moveFocus, useHotkeys } from './hotkeys.ts'
import css from './Shell.module.css'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { ResumeDialog, StopDialog } from './StopDialog.tsx'

type Open = 'stop' | { resume: string | null } | 'shortcuts' | null

/** What is on every page: header, banners, the stop switch, shortcuts, and the voice for screen readers. */
export function Shell() {
  const [open, setOpen] = useState<Open>(null)
  const { announcement } = useLive()
  const navigate = useNavigate()
  const { toggle } = useZone()
  const close = () => setOpen(null)
  useHotkeys({
    '?': () => setOpen('shortcuts'),
    'Shift+S': () => setOpen('stop'),
    'g i': () => void navigate({ to: '/incidents' }),
    'g s': () => void navigate({ to: '/services' }),
    'g h': () => void navigate({ to: '/health' }),
    'g r': () => void navigate({ to: '/runbooks' }),
    'g a': () => void navigate({ to: '/activity' }),
    z: toggle,
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    o: () => (document.activeElement as HTMLElement | null)?.click(),
  })
  return (
    <>
      <a className={css.skip} href="#main">
        Skip to content
      </a>
      <div className={css.top}>
        <Header onStop={() => setOpen('stop')} onShortcuts={() => setOpen('shortcuts')} />
        <ControlBanner onResume={(scope) => setOpen({ resume: scope })} />
        <StaleBanner />
      </div>
      <main id="main" className={css.main} tabIndex={-1}>
        <Outlet />
      </main>
      <div className="hidden" aria-live="assertive" role="status">
        {announcement}
      </div>
      {open === 'stop' && <StopDialog onClose={close} />}
      {typeof open === 'object' && open !== null && <ResumeDialog scope={open.resume} onClose={close} />}
      {open === 'shortcuts' && <ShortcutSheet onClose={close} />}
    </>
  )
}
