/** What a key may be allowed, with what that means. */
export const keyScopes = [
  {
    id: 'connections:read',
    title: 'See connections',
    detail: 'connections:read · list them and their state, no token',
  },
  { id: 'connections:token', title: 'Read tokens', detail: 'connections:token · the one your app needs' },
  {
    id: 'connections:write',
    title: 'Change connections',
    detail: 'connections:write · make connect links, rename, refresh, disconnect',
  },
  { id: 'data:read', title: 'Read statistics', detail: 'data:read · figures, activities, sync history' },
  { id: 'data:write', title: 'Ask for syncs', detail: 'data:write · fetch before its time' },
] as const

/** Lifetimes on offer, in days; empty is without end. */
export const lifetimes = [
  { days: '30', title: '30 days' },
  { days: '90', title: '90 days' },
  { days: '365', title: 'A year' },
  { days: '', title: 'No end' },
] as const
