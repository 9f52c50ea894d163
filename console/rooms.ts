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
  { id: 'keys', title: 'API keys', path: '/keys', probe: '/api/keys', shortcut: 'k' },
] as const satisfies readonly RoomShape[]

type RoomShape = {
  id: string
  title: string
  path: string
  /** Asked once per visit with GET; 404 says that the part behind the room is not there. */
  probe: string
  /** The letter after `g` that goes there. */
  shortcut: string
}

export type Room = (typeof rooms)[number]
