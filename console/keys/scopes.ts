/** What a key may be allowed, with what that means. */
export const keyScopes = [
  {
    id: 'connections:read',
    title: 'See connections',
    detail: 'connections:read · list them and their state, no token',
  },
  {
    id: 'connections:proxy',
    title: 'Read through connections',
    detail: 'connections:proxy · GET at the provider; the token stays here',
  },
  {
    id: 'connections:proxy:write',
    title: 'Write through connections',
    detail: 'connections:proxy:write · POST, PUT, PATCH, DELETE at the provider',
  },
  {
    id: 'connections:token',
    title: 'Read tokens',
    detail: 'connections:token · for an app that calls the provider itself',
  },
  {
    id: 'connections:write',
    title: 'Change connections',
    detail: 'connections:write · make connect links, rename, refresh, disconnect',
  },
  { id: 'data:read', title: 'Read statistics', detail: 'data:read · figures, activities, sync history' },
  { id: 'data:write', title: 'Ask for syncs', detail: 'data:write · fetch before its time' },
  {
    id: 'webhooks:read',
    title: 'See webhooks',
    detail: 'webhooks:read · endpoints and their deliveries, no secret',
  },
  {
    id: 'webhooks:write',
    title: 'Change webhooks',
    detail: 'webhooks:write · add endpoints, rotate their secrets, send again',
  },
  {
    id: 'metrics:read',
    title: 'Scrape metrics',
    detail: 'metrics:read · figures of the whole deployment, for Prometheus',
  },
  {
    id: 'releases:read',
    title: 'See release checks',
    detail: 'releases:read · pull requests, tests, schema diffs, journeys',
  },
  {
    id: 'releases:write',
    title: 'Send release checks',
    detail: 'releases:write · for a CI: pull requests, reports of tests, schemas',
  },
  {
    id: 'journey:run',
    title: 'Run journeys',
    detail: 'journey:run · walk through a deployment as a synthetic person',
  },
  {
    id: 'journey:write',
    title: 'Write journeys',
    detail: 'journey:write · their documents and schedules, and the secrets they send',
  },
] as const
export type KeyScope = (typeof keyScopes)[number]['id']

/** Of a person: what concerns the whole deployment is left out. */
const ofDeployment: readonly string[] = ['metrics:read', 'journey:run', 'journey:write']
export const ownKeyScopes = keyScopes.filter(({ id }) => !ofDeployment.includes(id))

/** Ticked at first: what the API gives, too, when no scope is named. */
export const usualScopes: KeyScope[] = ['connections:read', 'connections:proxy']

/** Lifetimes on offer, in days; empty is without end. */
export const lifetimes = [
  { days: '30', title: '30 days' },
  { days: '90', title: '90 days' },
  { days: '365', title: 'A year' },
  { days: '', title: 'No end' },
] as const
