import { z } from 'zod'
import { answer, type Answer } from '../../kit/route.ts'
import type { Shown } from './figures/read.ts'
import { historicActivity, ownActivity, recentActivity } from './figures/shapes.ts'

export const totals = z.object({
  count: z.number(),
  distance: z.number(),
  moving_time: z.number(),
  elevation_gain: z.number(),
})
const byName = z.record(z.string(), totals)

const freshness = {
  fetched_at: z.string(),
  /** Only when it is. */
  stale: z.literal(true).optional(),
  age_seconds: z.number().optional(),
}
const figure = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), data, ...freshness })

export const ytdAnswer = figure('ytd', z.object({ run: totals, ride: totals }))
export const recentAnswer = figure('recent_activities', z.array(recentActivity))
export const monthlyAnswer = figure('monthly', byName)
export const totalsAnswer = figure('all_time_totals', byName)
export const yearlyAnswer = figure('yearly_stats', z.record(z.string(), byName))
export const daysAnswer = figure(
  'days',
  z.record(z.string(), z.object({ count: z.number(), distance: z.number(), moving_time: z.number() })),
)

const page = { total: z.number(), limit: z.number(), offset: z.number() }
const staleness = { stale: z.literal(true).optional(), age_seconds: z.number().optional() }
export const activitiesAnswer = z.object({ ...page, data: z.array(historicActivity), ...staleness })
export const ownActivitiesAnswer = z.object({ ...page, data: z.array(ownActivity), ...freshness })

const answers = new WeakMap<Shown<unknown>, Answer>()

/** A figure with its age: what a reader need not ask for. The same figure is the same answer, rendered once. */
export function shownAnswer(type: string, shown: Shown<unknown>): Answer {
  const known = answers.get(shown)
  if (known) return known
  const { body, fetchedAt, staleSeconds } = shown
  const made = withTag(
    { type, data: body, fetched_at: momentText(fetchedAt), ...staleOf(staleSeconds) },
    shown,
  )
  answers.set(shown, made)
  return made
}

/** To be kept by whoever asked, and asked about each time; by nobody in between when it is the account's own. */
export const withTag = (value: unknown, { etag, isPublic }: Shown<unknown>): Answer =>
  answer(value, { headers: { ...(isPublic ? forAnyone : forOne), ...(etag && { etag }) } })
const forAnyone = { 'cache-control': 'no-cache' }
const forOne = { 'cache-control': 'private, no-cache', vary: 'Authorization, X-API-Key, Cookie' }

export const staleOf = (staleSeconds: number | null): { stale?: true; age_seconds?: number } =>
  staleSeconds === null ? {} : { stale: true, age_seconds: staleSeconds }

/** As the source's clients know it: whole seconds, with an offset. */
export const momentText = (moment: Date): string => `${moment.toISOString().slice(0, 19)}+00:00`
