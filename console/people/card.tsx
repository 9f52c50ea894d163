import '../kit/field.css'
import './card.css'
import { useEffect, useRef, type ReactNode } from 'react'
import { Mark } from '../kit/icons.tsx'

/** A page of its own, for who is not signed in: one card with one thing to do. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Keyhold`
    // What had the focus may have gone with the step before.
    if (document.activeElement === document.body) heading.current?.focus()
  }, [title])
  return (
    <main className="card-page">
      <div className="card">
        <Mark size={44} />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  )
}

/** Under the thing to do: the other ways. */
export function CardFoot({ children }: { children: ReactNode }) {
  return <div className="card-foot">{children}</div>
}
