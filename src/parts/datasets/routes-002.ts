import { z } from 'zod'
import { Fault } from '../../kit/fault.ts'
import { base64url } from '../../kit/hash.ts'
import { anyone, noAudit, redirect, redirects, byRule, route, scope } from '../../kit/route.ts'
import { as, transaction, type World } from '../../kit/world.ts'
import { deployment } from '../accounts/index.ts'
import { record } from '../audit/index.ts'
import {
  activitiesAnswer,
  monthlyAnswer,
  recentAnswer,
  shownAnswer,
  staleOf,
  totalsAnswer,
  withTag,
  yearlyAnswer,
  ytdAnswer,
} from './answers.ts'
import { ownersActivities } from './connection.ts'
import { dataFaults } from './faults.ts'
import { countActivities, listActivities, longestOf } from './figures/activities.ts'
import { type Of, rideKinds, runKinds, todayOf } from './figures/make.ts'
import { seenBy, shownFigure, shownRows } from './figures/read.ts'
import { historicActivity, historicOf } from './figures/shapes.ts'
import { activityPage, year } from './routes.ts'
import { syncOne } from './sync/jobs.ts'
import { insertDataSet, makeDue } from './sync/store.ts'

/** The routes of source 002, with its shapes, words and codes: the deployment's owner, as everyone may see. */
const open = {
  who: anyone,
  audit: noAudit('shows what the owner shows to everyone'),
  dialect: '002',
  cors: true,
} as const
const isPublic = true

const figures = {
  ytd: { figure: 'ytd', schema: ytdAnswer, missing: 'YTD stats not cached yet. Try /strava/refresh-data' },
  activities: {
    figure: 'recent_activities',
    schema: recentAnswer,
    missing: 'Activities not cached yet. Try /strava/refresh-data',
  },
  monthly: {
    figure: 'monthly',
    schema: monthlyAnswer,
    missing: 'Monthly stats not cached yet. Try /strava/refresh-data',
  },
  totals: {
    figure: 'all_time_totals',
    schema: totalsAnswer,
    missing: 'Totals not cached yet. Try /strava/refresh-data',
  },
  yearly: {
    figure: 'yearly_stats',
    schema: yearlyAnswer,
    missing: 'Yearly stats not cached yet. Try /strava/refresh-data',
  },
} as const

const figureRoutes = Object.entries(figures).map(([name, { figure, schema, missing }]) =>
  route({
    ...open,
    method: 'GET',
    path: `/strava/stats/${name}`,
    summary: `The owner's public figures: ${name}.`,
    output: { kind: 'schema', schema },
    async handle({ world }) {
      const of = await ownersActivities(world)
      const shown = of && (await shownFigure(world, of, figure, isPublic))
      if (!shown) throw dataFaults.NOT_CACHED({ detail: missing })
      return shownAnswer(figure, shown)
    },
  }),
)

const longestRoutes = (
  [
    ['longest-run', runKinds, 'runs'],
    ['longest-ride', rideKinds, 'rides'],
  ] as const
).map(([name, kinds, noun]) =>
  route({
    ...open,
    method: 'GET',
    path: `/strava/stats/${name}`,
    summary: `The owner's longest of all public ${noun} of a year; of this one unless another is named.`,
    input: z.object({ year: year.optional() }),
    output: { kind: 'schema', schema: historicActivity },
    async handle({ world, input }) {
      const of = await ownersActivities(world)
      const wanted = input.year ?? (await thisYear(world, of))
      const shown =
        of &&
        (await shownRows(world, of, isPublic, (world) => longestOf(world, of, { isPublic }, wanted, kinds)))
      if (!shown?.body)
        throw dataFaults.NOT_CACHED({
          detail: `No ${noun} found for year ${wanted}. Try /strava/refresh-data`,
        })
      return withTag(historicOf(shown.body), shown)
    },
  }),
)

const thisYear = async (world: World, of: Of | null): Promise<number> =>
  of === null
    ? world.now().getUTCFullYear()
    : Number((await todayOf(seenBy(world, of.accountId, isPublic), of)).today.slice(0, 4))

const activities = route({
  ...open,
  method: 'GET',
  path: '/strava/activities',
  summary: "The owner's public activities, newest first.",
  input: activityPage,
  output: { kind: 'schema', schema: activitiesAnswer },
  async handle({ world, input }) {
    const { limit, offset } = input
    const filter = { year: input.year ?? null, kind: input.activity_type ?? null }
    const of = await ownersActivities(world)
    const shown =
      of &&
      (await shownRows(world, of, isPublic, async (world) => ({
        total: await countActivities(world, of, { isPublic }, filter),
        rows: await listActivities(world, of, { isPublic }, filter, limit, offset),
      })))
    if (!shown) return { total: 0, limit, offset, data: [] }
    const { total, rows } = shown.body
    return withTag(
      { total, limit, offset, data: rows.map(historicOf), ...staleOf(shown.staleSeconds) },
      shown,
    )
  },
})

const health = route({
  ...open,
  method: 'GET',
  path: '/strava/health',
  summary: 'Whether the database answers; always 200.',
  audit: noAudit('shows nothing of any account'),
  output: {
    kind: 'schema',
    schema: z.object({
      status: z.enum(['ok', 'degraded']),
      service: z.literal('strava'),
      database: z.enum(['connected', 'disconnected']),
    }),
  },
  async handle({ world }) {
    try {
      await deployment(as(world, { role: 'app' }))
      return { status: 'ok', service: 'strava', database: 'connected' }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { status: 'degraded', service: 'strava', database: 'disconnected' }
    }
  },
})

/** A browser waits no longer for an answer; the sync goes on. */
const longestRefreshSeconds = 25

const refreshData = route({
  method: 'POST',
  path: '/strava/refresh-data',
  summary: "Brings the owner's data up to date now.",
  who: scope('data:write'),
  audit: byRule('data.sync_wanted'),
  dialect: '002',
  cors: true,
  output: { kind: 'schema', schema: z.object({ status: z.literal('success'), message: z.string() }) },
  async handle({ world, caller, request }) {
    const of = await ownersActivities(world)
    const isTheirs = of !== null && of.accountId === caller.accountId
    if (!isTheirs) throw failed(world, 'nobody_connected', 'nobody is connected yet, visit /strava/authorize')
    const account = as(world, { role: 'app', accountId: of.accountId })
    await transaction(account, async (world) => {
      await insertDataSet(world, of.accountId, of.connectionId, of.name)
      await makeDue(world, of.connectionId, of.name, 'person')
      await record(world, {
        action: 'data.sync_wanted',
        accountId: of.accountId,
        object: { kind: 'connection', id: of.connectionId },
        actor: caller.actor,
        requestId: request.id,
      })
    })
    const isDone = await untilSynced(world, of)
    return {
      status: 'success',
      message: isDone
        ? 'Data refreshed successfully'
        : 'Data is being refreshed; it goes on in the background',
    }
  },
})

/** @returns false when it takes longer than a caller should wait. @throws REFRESH_DATA_FAILED */
async function untilSynced(world: World, of: Of): Promise<boolean> {
  const endsAt = world.now().getTime() + longestRefreshSeconds * 1000
  while (world.now().getTime() < endsAt) {
    const slice = await syncOne(world, of)
    if (slice === 'done') return true
    if (slice === 'failed' || slice === 'waiting') throw failed(world, slice)
    // Another process is at it: its progress is ours.
    if (slice === null || slice === 'lost') await world.wait(200)
  }
  return false
}

/** @param reason for the log; the history of syncs says more */
const failed = (world: World, reason: string, why?: string): Fault => {
  const errorId = base64url(world.random(6))
  const detail = ['Failed to refresh Strava data', ...(why ? [why] : [])].join(': ')
  return dataFaults.REFRESH_DATA_FAILED({ errorId, reason, detail })
}

const docs = route({
  method: 'GET',
  path: '/strava/docs',
  summary: 'The documentation of these routes.',
  who: anyone,
  audit: noAudit('shows nothing of any account'),
  output: redirects,
  handle: async () => redirect('/docs', { status: 307 }),
})

export const routes002 = [...figureRoutes, ...longestRoutes, activities, health, refreshData, docs]
