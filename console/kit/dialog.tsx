import './dialog.css'
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { IconButton } from './button.tsx'

type Props = {
  title: string
  onClose: () => void
  children: ReactNode
  /** Escape and a press outside do not close it: for what is shown only once. */
  sticky?: boolean
  /** Changes when the content becomes another one: what had the focus may be gone then, so it starts anew. */
  step?: string
  /** `palette`: its title is only spoken, and what is inside fills it. */
  look?: 'palette'
}

/**
 * A modal dialog: the browser's own, which keeps the focus inside, makes the page behind it inert and gives the
 * focus back. Mounted means open. The focus starts at the element marked `data-autofocus`, else at the title.
 */
export function Dialog({ title, onClose, children, sticky = false, step = '', look }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      // What opened the dialog may be gone by now, deleted by the dialog itself.
      queueMicrotask(() => {
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus()
      })
    }
  }, [])

  useLayoutEffect(() => {
    const start =
      dialog.current?.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.current?.querySelector('h2')
    // Whatever has the focus: a dialog is read from its top.
    start?.focus({ preventScroll: true })
    dialog.current?.scrollTo(0, 0)
  }, [step])

  useLayoutEffect(() => {
    const element = dialog.current
    const cancel = (event: Event) => {
      event.preventDefault()
      if (!sticky) onClose()
    }
    const holdEscape = (event: KeyboardEvent) => {
      if (sticky && event.key === 'Escape') event.preventDefault()
    }
    // Browsers let nobody be locked in: a second way out closes it whatever `cancel` said.
    const closedAnyway = () => (sticky ? element?.showModal() : onClose())
    const pressOutside = (event: MouseEvent) => {
      if (!sticky && element && event.target === element && isOutside(element, event)) onClose()
    }
    element?.addEventListener('cancel', cancel)
    element?.addEventListener('keydown', holdEscape)
    element?.addEventListener('close', closedAnyway)
    element?.addEventListener('mousedown', pressOutside)
    return () => {
      element?.removeEventListener('cancel', cancel)
      element?.removeEventListener('keydown', holdEscape)
      element?.removeEventListener('close', closedAnyway)
      element?.removeEventListener('mousedown', pressOutside)
    }
  }, [onClose, sticky])

  return (
    <dialog ref={dialog} className={look ? `dialog dialog-${look}` : 'dialog'} aria-labelledby={titleId}>
      <div className="dialog-body">
        <header className={look ? 'visually-hidden' : 'dialog-head'}>
          <h2 id={titleId} tabIndex={-1}>
            {title}
          </h2>
          {!sticky && !look && <IconButton icon="close" label="Close" onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  )
}

/** Not on its edge or its own scroll bar, where it is what was pressed, too. */
function isOutside(element: Element, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return clientX < left || clientX > right || clientY < top || clientY > bottom
}

/** The buttons at the end of a dialog, the one that acts last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>
}
