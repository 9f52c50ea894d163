import { ask, type Got } from './ask.ts'

/** What connections unlock: figures, activities and the syncs that fetch them. Metres, seconds; days as `YYYY-MM-DD`. */

export type FigureName = 'ytd' | 'monthly' | 'totals' | 'yearly' | 'days'
export type Figure<Name extends FigureName> = Got<`/api/connections/{id}/stats/${Name}`>
export type Totals = Figure<'ytd'>['data']['run']
export type DayTotals = Figure<'days'>['data'][string]

export type Activity = Got<'/api/connections/{id}/activities'>['data'][number]

/** What a connection unlocks, whose it is, and how it stands. */
export type DataSet = Omit<Got<'/api/data-sets'>['dataSets'][number], 'name'>
export type Sync = Got<'/api/syncs'>['syncs'][number]
export type SyncState = Sync['state']

/** Every call about data, by name. */
export const dataApi = {
  /** By the name of one: five addresses at once are too many for the compiler. */
  figure: <Name extends FigureName>(id: string, name: Name) =>
    ask.get(`/api/connections/{id}/stats/${name as 'ytd'}`, { path: { id } }) as unknown as Promise<
      Figure<Name>
    >,
  longest: (id: string, noun: 'run' | 'ride') =>
    ask.get(`/api/connections/{id}/stats/longest-${noun}`, { path: { id } }),
  activities: (id: string, query: { limit: number; offset?: number; year?: number }) =>
    ask.get('/api/connections/{id}/activities', { path: { id }, query }),
  dataSets: (limit: number) => ask.get('/api/data-sets', { query: { limit } }),
  state: (id: string) => ask.get('/api/connections/{id}/syncs', { path: { id }, query: { limit: 1 } }),
  /** Of one connection, or of all. */
  syncs: (query: { connectionId?: string; cursor?: string; limit: number }) =>
    ask.get('/api/syncs', { query }),
  syncNow: (id: string) => ask.post('/api/connections/{id}/sync', { path: { id }, body: {} }),
}
