import type { ReactNode } from 'react'

/** What the pointer is at, in a line that is always there so that nothing moves. */
export function Readout({ children }: { children: ReactNode }) {
  return <p className="readout">{children}</p>
}
