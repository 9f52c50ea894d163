import type { JSX } from 'react'
import { Drawing, Icon } from '../kit/icons.tsx'
import type { Room } from '../rooms.ts'

/** Of the rooms alone: what stands on buttons, too, is in the kit. */
const paths = {
  overview: <path d="M4 13.5 12 5l8 8.5M6.5 11.5V19h11v-7.5" />,
  statistics: <path d="M5 19V11m4.7 8V6m4.6 13v-6M19 19V8.5" />,
  syncs: <path d="M5 12a7 7 0 1 0 2.1-5M5 4.5V8h3.5M12 8.5V12l2.5 1.7" />,
  providers: (
    <>
      <rect x="4.5" y="4.5" width="6" height="6" rx="1.5" />
      <rect x="13.5" y="4.5" width="6" height="6" rx="1.5" />
      <rect x="4.5" y="13.5" width="6" height="6" rx="1.5" />
      <path d="M16.5 13.5v6m-3-3h6" />
    </>
  ),
  limits: <path d="M5.6 17.5a8 8 0 1 1 12.8 0M12 13.5l3.5-4M12 13.5v.1" />,
  webhooks: (
    <>
      <path d="M4.5 12h9.5m-3.5-3.5L14 12l-3.5 3.5" />
      <path d="M12 5.5h5A2.5 2.5 0 0 1 19.5 8v8a2.5 2.5 0 0 1-2.5 2.5h-5" />
    </>
  ),
  releases: (
    <>
      <circle cx="7" cy="6" r="2.2" />
      <circle cx="7" cy="18" r="2.2" />
      <circle cx="17" cy="8.5" r="2.2" />
      <path d="M7 8.2v7.6m10-5.1c0 3.3-3.4 4.6-8 6.2" />
    </>
  ),
  audit: (
    <>
      <path d="M12 4 5.5 6.3v5.2c0 4 2.7 7 6.5 8.5 3.8-1.5 6.5-4.5 6.5-8.5V6.3L12 4Z" />
      <path d="m9.2 12 2 2 3.6-3.8" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="8.5" r="3" />
      <path d="M3.5 18.5c.7-2.9 2.8-4.3 5.5-4.3s4.8 1.4 5.5 4.3M15.5 5.8a3 3 0 0 1 0 5.4M17 14.5c1.8.6 3 1.9 3.5 4" />
    </>
  ),
  explorer: <path d="m8.5 7-5 5 5 5m7-10 5 5-5 5m-2-12-3 14" />,
  settings: <path d="M4.5 8h8m5 0h2m-15 8h2m5 0h8M15 5.8v4.4M9 13.8v4.4" />,
  security: (
    <>
      <rect x="5.5" y="11" width="13" height="8.5" rx="2" />
      <path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2" />
    </>
  ),
  'my-data': <path d="M12 4.5v9m-3.5-3.5 3.5 3.5 3.5-3.5M5 15v2.5A2 2 0 0 0 7 19.5h10a2 2 0 0 0 2-2V15" />,
  profile: (
    <>
      <circle cx="12" cy="8.5" r="3.5" />
      <path d="M5.5 19.5c.8-3.3 3.4-5 6.5-5s5.7 1.7 6.5 5" />
    </>
  ),
} satisfies Record<Exclude<Room['id'], 'connections' | 'keys'>, JSX.Element>

const size = 20

export function RoomIcon({ id }: { id: Room['id'] }) {
  if (id === 'connections' || id === 'keys') return <Icon name={id} size={size} />
  return <Drawing size={size}>{paths[id]}</Drawing>
}
