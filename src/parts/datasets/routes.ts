import { z } from 'zod'
import { uuid } from '../../kit/listing.ts'
import { noAudit, route, scope } from '../../kit/route.ts'
import {
  daysAnswer,
  momentText,
  monthlyAnswer,
  ownActivitiesAnswer,
  recentAnswer,
  shownAnswer,
  staleOf,
  totalsAnswer,
  withTag,
  yearlyAnswer,
  ytdAnswer,
} from './answers.ts'
import { activitiesFor } from './connection.ts'
import { dataFaults } from './faults.ts'
import { countActivities, listActivities, longestOf } from './figures/activities.ts'
import { rideKinds, runKinds, todayOf } from './figures/make.ts'
import { shownFigure, shownRows } from './figures/read.ts'
import { ownActivity, ownOf } from './figures/shapes.ts'

export const year = z.coerce.number().int().min(1900).max(2200)
const dataRead = scope('data:read')
const showsData = noAudit('shows no secret')

/** Figures that are made when a sync ends, by the last part of their address. */
const figures = {
  ytd: { figure: 'ytd', schema: ytdAnswer, summary: 'This year so far: runs and rides.' },
  activities: { figure: 'recent_activities', schema: recentAnswer, summary: 'The thirty newest activities.' },
  monthly: {
    figure: 'monthly',
    schema: monthlyAnswer,
    summary: 'Twelve calendar months where the person lives, newest first.',
  },
  totals: { figure: 'all_time_totals', schema: totalsAnswer, summary: 'All time, by type of activity.' },
  yearly: { figure: 'yearly_stats', schema: yearlyAnswer, summary: 'Each year, by type of activity.' },
  days: { figure: 'days', schema: daysAnswer, summary: 'Each day of twelve months that has an activity.' },
} as const

const figureRoutes = Object.entries(figures).map(([name, { figure, schema, summary }]) =>
  route({
    method: 'GET',
    path: `/api/connections/:id/stats/${name}`,
    summary,
    who: dataRead,
    audit: showsData,
    callerMaxAgeSeconds: 1,
    input: z.object({ id: uuid }),
    output: { kind: 'schema', schema },
    async handle({ world, caller, input }) {
      const { of } = await activitiesFor(world, caller, input.id)
      const shown = await shownFigure(world, of, figure, false)
      if (!shown) throw dataFaults.NOT_SYNCED()
      return shownAnswer(figure, shown)
    },
  }),
)

const longestRoutes = (
  [
    ['longest-run', runKinds, 'run'],
    ['longest-ride', rideKinds, 'ride'],
  ] as const
).map(([name, kinds, noun]) =>
  route({
    method: 'GET',
    path: `/api/connections/:id/stats/${name}`,
    summary: `The longest ${noun} of a year; of this one unless another is named.`,
    who: dataRead,
    audit: showsData,
    callerMaxAgeSeconds: 1,
    input: z.object({ id: uuid, year: year.optional() }),
    output: { kind: 'schema', schema: ownActivity },
    async handle({ world, caller, input }) {
      const { of } = await activitiesFor(world, caller, input.id)
      const wanted = input.year ?? Number((await todayOf(world, of)).today.slice(0, 4))
      const shown = await shownRows(world, of, false, (world) =>
        longestOf(world, of, { isPublic: false }, wanted, kinds),
      )
      if (!shown) throw dataFaults.NOT_SYNCED()
      if (!shown.body) throw dataFaults.NO_ACTIVITY({ year: wanted })
      return withTag(ownOf(shown.body), shown)
    },
  }),
)

export const activityPage = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  year: year.optional(),
  activity_type: z.string().max(60).optional(),
})

const activities = route({
  method: 'GET',
  path: '/api/connections/:id/activities',
  summary: 'The whole history of activities, newest first.',
  who: dataRead,
  audit: showsData,
  callerMaxAgeSeconds: 1,
  input: activityPage.extend({ id: uuid }),
  output: { kind: 'schema', schema: ownActivitiesAnswer },
  async handle({ world, caller, input }) {
    const { of } = await activitiesFor(world, caller, input.id)
    const { limit, offset } = input
    const filter = { year: input.year ?? null, kind: input.activity_type ?? null }
    const shown = await shownRows(world, of, false, async (world) => ({
      total: await countActivities(world, of, { isPublic: false }, filter),
      rows: await listActivities(world, of, { isPublic: false }, filter, limit, offset),
    }))
    if (!shown) throw dataFaults.NOT_SYNCED()
    const { total, rows } = shown.body
    return withTag(
      {
        total,
        limit,
        offset,
        data: rows.map(ownOf),
        fetched_at: momentText(shown.fetchedAt),
        ...staleOf(shown.staleSeconds),
      },
      shown,
    )
  },
})

export const dataRoutes = [...figureRoutes, ...longestRoutes, activities]
