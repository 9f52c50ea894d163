/** The rooms of the console, in the order of the navigation. A room whose part is absent hides itself. */
export const rooms = [
  { id: 'overview', title: 'Overview', path: '/', probe: '/api/overview', shortcut: 'o' },
  {
    id: 'connections',
    title: 'Connections',
    path: '/connections',
    probe: '/api/connections?limit=1',
    shortcut: 'c',
  },
  {
    id: 'statistics',
    title: 'Statistics',
    path: '/statistics',
    probe: '/api/data-sets?limit=1',
    shortcut: 's',
  },
  { id: 'syncs', title: 'Sync history', path: '/syncs', probe: '/api/syncs?limit=1', shortcut: 'h' },
  { id: 'providers', title: 'Providers', path: '/providers', probe: '/api/providers', shortcut: 'p' },
  { id: 'keys', title: 'API keys', path: '/keys', probe: '/api/keys', shortcut: 'k' },
  { id: 'limits', title: 'Limits', path: '/limits', probe: '/api/limits', shortcut: 'l' },
  {
    id: 'webhooks',
    title: 'Webhooks',
    path: '/webhooks',
    probe: '/api/webhooks/endpoints',
    shortcut: 'w',
  },
  { id: 'audit', title: 'Audit', path: '/audit', probe: '/api/audit/entries?limit=1', shortcut: 'a' },
  { id: 'explorer', title: 'API explorer', path: '/explorer', probe: null, shortcut: 'e' },
  { id: 'settings', title: 'Settings', path: '/settings', probe: null, shortcut: 't' },
] as const satisfies readonly RoomShape[]

type RoomShape = {
  id: string
  title: string
  path: string
  /** Asked once per visit with GET; 404 says that the part behind the room is not there. Null: it always is. */
  probe: string | null
  /** The letter after `g` that goes there. */
  shortcut: string
}

export type Room = (typeof rooms)[number]
