import { Fragment } from 'react'
import { Dialog } from '../kit/Dialog.tsx'
import { SHORTCUTS } from './hotkeys.ts'
import css from './Shell.module.css'

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className={css.keys}>
        {SHORTCUTS.map(({ keys, what }) => (
          <Fragment key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  )
}
