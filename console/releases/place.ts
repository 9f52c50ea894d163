/** The room's tabs, in their order; the first is where the room begins. */
export const sections = ['overview', 'pull-requests', 'tests', 'schema', 'journeys'] as const

export type Section = (typeof sections)[number]

/** Where in the room one is: a tab, and in it one thing or one part of it. */
export type Place = { section: Section; id: string | null; part: string | null }

/** What the address says after `/releases/`; null when it leads nowhere. */
export function placeOf(path: string): Place | null {
  const [name = '', id = '', part = '', ...rest] = path.split('/')
  if (name === '') return { section: 'overview', id: null, part: null }
  const section = sections.find((each) => each === name)
  if (!section || section === 'overview' || rest.length > 0) return null
  return { section, id: id || null, part: part || null }
}

/** The reverse, for a link. */
export const pathTo = (section: Section, ...ids: readonly (string | number)[]): string =>
  section === 'overview' ? '' : [section, ...ids].join('/')
