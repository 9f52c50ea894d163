import { call, type ConnectionStatus } from './api.ts'

/** What connections unlock: figures, activities and the syncs that fetch them. Metres, seconds; days as `YYYY-MM-DD`. */

export type Totals = { count: number; distance: number; moving_time: number; elevation_gain: number }
export type ByName = Record<string, Totals>
export type DayTotals = Omit<Totals, 'elevation_gain'>

/** Numbers with their age: `stale` and `age_seconds` only when they are older than they should be. */
export type Fresh = { fetched_at: string; stale?: true; age_seconds?: number }
export type Figure<Shape> = Fresh & { type: string; data: Shape }

export type Activity = {
  id: number | string
  name: string
  type: string
  sport_type: string
  distance: number
  moving_time: number
  total_elevation_gain: number
  /** The day where the person was. */
  local_date: string
  private: boolean
}
export type Activities = Fresh & { total: number; limit: number; offset: number; data: Activity[] }

export type SyncState = 'running' | 'waiting' | 'done' | 'failed'
export type Sync = {
  id: string
  connectionId: string
  name: string
  cause: 'first' | 'schedule' | 'person' | 'event' | 'complete'
  state: SyncState
  startedAt: string
  endedAt: string | null
  calls: number
  seen: number
  added: number
  changed: number
  removed: number
  /** Why it waits or failed. */
  code: string | null
  resumesAt: string | null
}

/** How fresh a connection's data is. */
export type Freshness = {
  /** Null before the first sync has ended. */
  syncedAt: string | null
  fetchedAt: string | null
  nextAt: string | null
  stale: boolean
  records: number
  lastFailure: string | null
}

/** What a connection unlocks, whose it is, and how it stands. */
export type DataSet = Freshness & {
  connectionId: string
  provider: string
  userId: string
  label: string | null
  status: ConnectionStatus
  /** Its newest sync. */
  sync: Sync | null
}

export type DataSets = { dataSets: DataSet[]; nextCursor: string | null }
export type Syncs = { syncs: Sync[]; nextCursor: string | null }

export type FigureShapes = {
  ytd: { run: Totals; ride: Totals }
  monthly: ByName
  totals: ByName
  yearly: Record<string, ByName>
  days: Record<string, DayTotals>
}

const of = (id: string, rest: string) => `/api/connections/${encodeURIComponent(id)}/${rest}`

/** Every call about data, by name. */
export const dataApi = {
  figure: <Name extends keyof FigureShapes>(id: string, name: Name) =>
    call<Figure<FigureShapes[Name]>>('GET', of(id, `stats/${name}`)),
  longest: (id: string, noun: 'run' | 'ride') => call<Activity>('GET', of(id, `stats/longest-${noun}`)),
  activities: (id: string, query: { limit: number; offset?: number; year?: number }) =>
    call<Activities>('GET', of(id, 'activities'), { query }),
  dataSets: (limit: number) => call<DataSets>('GET', '/api/data-sets', { query: { limit } }),
  state: (id: string) => call<Freshness & Syncs>('GET', of(id, 'syncs'), { query: { limit: 1 } }),
  /** Of one connection, or of all. */
  syncs: (query: { connectionId?: string; cursor?: string; limit: number }) =>
    call<Syncs>('GET', '/api/syncs', { query }),
  syncNow: (id: string) => call<{ id: string; wanted: boolean }>('POST', of(id, 'sync'), { body: {} }),
}
