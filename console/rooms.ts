import type { Standing } from './standing.ts'

/** The operator's rooms, in the order of the navigation. A room whose part is absent hides itself. */
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
  {
    id: 'releases',
    title: 'Release checks',
    path: '/releases',
    probe: '/internal/repositories',
    shortcut: 'r',
  },
  { id: 'audit', title: 'Audit', path: '/audit', probe: '/api/audit/entries?limit=1', shortcut: 'a' },
  { id: 'people', title: 'People', path: '/people', probe: null, shortcut: 'u' },
  { id: 'explorer', title: 'API explorer', path: '/explorer', probe: null, shortcut: 'e' },
  { id: 'settings', title: 'Settings', path: '/settings', probe: null, shortcut: 't' },
] as const satisfies readonly RoomShape[]

/** Where a person looks after itself, whoever else it is. */
export const accountRooms = [
  { id: 'security', title: 'Security', path: '/security', probe: null, shortcut: 'y' },
  { id: 'my-data', title: 'My data', path: '/my-data', probe: null, shortcut: 'd' },
  { id: 'profile', title: 'Profile', path: '/profile', probe: null, shortcut: 'f' },
] as const satisfies readonly RoomShape[]

/** The operator's that are good for a person with its own account, too. */
const shared: ReadonlySet<string> = new Set(['connections', 'keys'])

/** What stands in the navigation; an operator who is a person has both. */
export function roomsOf(standing: Standing): { main: readonly Room[]; account: readonly Room[] } {
  if (standing.kind === 'person')
    return { main: rooms.filter(({ id }) => shared.has(id)), account: accountRooms }
  return { main: rooms, account: standing.person ? accountRooms : [] }
}

/** Whether somebody has the room of an address; the first of its own is where to go instead. */
export function hasRoomAt(standing: Standing, path: string): boolean {
  const { main, account } = roomsOf(standing)
  return [...main, ...account].some(
    (room) => path === room.path || (room.path !== '/' && path.startsWith(`${room.path}/`)),
  )
}

type RoomShape = {
  id: string
  title: string
  path: string
  /** Asked once per visit with GET; 404 says that the part behind the room is not there. Null: it always is. */
  probe: string | null
  /** The letter after `g` that goes there. */
  shortcut: string
}

export type Room = (typeof rooms)[number] | (typeof accountRooms)[number]
