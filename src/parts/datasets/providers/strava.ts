import { z } from 'zod'
import type { DataSet } from '../data-set.ts'
import { itemOf, readActivities } from '../activity.ts'
import { jsonWithLongNumbers } from '../long-numbers.ts'

/** The most that Strava puts on a page. */
const perPage = 200

const totals = z.object({
  count: z.number(),
  distance: z.number(),
  moving_time: z.number(),
  elevation_gain: z.number(),
})

/** What Strava itself says about the year: counts what everyone may see. */
export const athleteStats = z.object({ ytd_run_totals: totals, ytd_ride_totals: totals })

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1000)

/**
 * An athlete's activities. Pages go backwards in time from `before`, not by number: one that appears meanwhile moves
 * none of them. Strava's `before` leaves out that very second, and several may begin in one, so the next page begins a
 * second later than the last one ended; a second with more than a page is turned over by number.
 */
export const stravaActivities: DataSet = {
  name: 'activities',
  providers: ['strava', 'sandbox'],
  pushes: true,
  title: 'Activities',
  everySeconds: 3600,
  overlapSeconds: 7 * 86_400,
  completeEverySeconds: 7 * 86_400,
  begin: (scope): ReturnType<DataSet['begin']> =>
    scope.kind === 'complete' ? { page: 1 } : { page: 1, after: secondsOf(scope.after) },
  ask: ({ page, before, after }) => ({
    path: '/athlete/activities',
    query: {
      per_page: String(perPage),
      page: String(page),
      ...(before !== undefined && { before: String(before) }),
      ...(after !== undefined && { after: String(after) }),
    },
  }),
  read(text, position) {
    const items = readActivities(text)
    if (items.length < perPage) return { items, next: null }
    // With `after` Strava lists forwards.
    if (position.after !== undefined) return { items, next: forwards(items.at(-1)!.startsAt, position) }
    return { items, next: backwards(items.at(-1)!.startsAt, position) }
  },
  documents: [
    {
      figure: 'athlete_stats',
      ask: (athleteId) => ({ path: `/athletes/${encodeURIComponent(athleteId)}/stats` }),
      schema: athleteStats,
    },
  ],
  askOne: (id) => ({ path: `/activities/${encodeURIComponent(id)}` }),
  readOne: (text) => itemOf(jsonWithLongNumbers(text)),
}

type Where = Parameters<DataSet['ask']>[0]

function backwards(oldest: Date, position: Where): Where {
  const before = secondsOf(oldest) + 1
  return before === position.before ? { ...position, page: Number(position.page) + 1 } : { page: 1, before }
}

function forwards(newest: Date, position: Where): Where {
  const after = secondsOf(newest) - 1
  return after === position.after ? { ...position, page: Number(position.page) + 1 } : { page: 1, after }
}
