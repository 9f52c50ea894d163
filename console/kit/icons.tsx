import type { JSX } from 'react'

const paths = {
  connections: (
    <>
      <path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-.9.9" />
      <path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l.9-.9" />
    </>
  ),
  keys: (
    <>
      <circle cx="8.5" cy="15.5" r="3.5" />
      <path d="m11 13 8-8M15.5 8.5l2.5 2.5" />
    </>
  ),
  plus: <path d="M12 5.5v13M5.5 12h13" />,
  check: <path d="m5.5 12.5 4.2 4.2L18.5 8" />,
  close: <path d="m6.5 6.5 11 11m0-11-11 11" />,
  copy: (
    <>
      <rect x="9" y="9" width="10" height="10" rx="2" />
      <path d="M15 9V7a2 2 0 0 0-2-2H7a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2" />
    </>
  ),
  refresh: <path d="M19 12a7 7 0 1 1-2.1-5M19 4.5V8h-3.5" />,
  warning: <path d="M12 4.8 20.2 19H3.8L12 4.8Zm0 5.2v4m0 2.4v.1" />,
  menu: <path d="M4.5 8h15m-15 8h15" />,
  sun: (
    <>
      <circle cx="12" cy="12" r="3.6" />
      <path d="M12 3.5v2m0 13v2M3.5 12h2m13 0h2M6 6l1.4 1.4m9.2 9.2L18 18M18 6l-1.4 1.4M7.4 16.6 6 18" />
    </>
  ),
  moon: <path d="M19 14.2A7.5 7.5 0 0 1 9.8 5a7.5 7.5 0 1 0 9.2 9.2Z" />,
  system: (
    <>
      <rect x="4" y="5" width="16" height="11" rx="1.5" />
      <path d="M9 19.5h6" />
    </>
  ),
  help: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M9.8 9.7a2.3 2.3 0 1 1 3.3 2.2c-.8.4-1.1.9-1.1 1.7m0 2.6v.1" />
    </>
  ),
  leave: <path d="M13 5H7a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 7 19h6m3-10 3 3-3 3m3-3h-9" />,
  next: <path d="m9.5 6 6 6-6 6" />,
  back: <path d="m14.5 6-6 6 6 6" />,
  search: (
    <>
      <circle cx="11" cy="11" r="5.5" />
      <path d="m15.2 15.2 4 4" />
    </>
  ),
} satisfies Record<string, JSX.Element>

export type IconName = keyof typeof paths

/** A drawing beside words that say the same; screen readers skip it. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <Drawing size={size}>{paths[name]}</Drawing>
)

export function Drawing({ size, children }: { size: number; children: JSX.Element }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

/** Keyhold's sign. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M16 7.5a5.2 5.2 0 0 0-2.7 9.65L11.9 24a.6.6 0 0 0 .6.7h7a.6.6 0 0 0 .6-.7l-1.4-6.85A5.2 5.2 0 0 0 16 7.5Z" />
    </svg>
  )
}
