import type { Activity } from './activity.ts'

interface Totals {
  count: number
  distance: number
  moving_time: number
  elapsed_time: number
  elevation_gain: number
  achievement_count?: number
}

const recentMilliseconds = 28 * 86_400_000
const sports = { run: ['Run', 'TrailRun'], ride: ['Ride', 'VirtualRide'], swim: ['Swim'] }

/** Strava's ActivityStats, over what everyone may see: the last four weeks, this year, and all. */
export function statsOf(activities: Activity[], now: number): Record<string, unknown> {
  const visible = activities.filter((one) => one.visibility === 'everyone')
  const year = new Date(now).toISOString().slice(0, 4)
  const recent = visible.filter((one) => Date.parse(one.start_date) >= now - recentMilliseconds)
  const thisYear = visible.filter((one) => one.start_date_local.startsWith(year))
  const stats: Record<string, unknown> = {
    biggest_ride_distance: greatest(ofSport(visible, sports.ride).map((one) => one.distance)),
    biggest_climb_elevation_gain: greatest(visible.map((one) => one.total_elevation_gain)),
  }
  for (const [sport, types] of Object.entries(sports)) {
    const achievements = ofSport(recent, types).reduce((sum, one) => sum + one.achievement_count, 0)
    stats[`recent_${sport}_totals`] = { ...totalsOf(ofSport(recent, types)), achievement_count: achievements }
    stats[`ytd_${sport}_totals`] = totalsOf(ofSport(thisYear, types))
    stats[`all_${sport}_totals`] = totalsOf(ofSport(visible, types))
  }
  return stats
}

function totalsOf(activities: Activity[]): Totals {
  const sum = (of: (one: Activity) => number) =>
    Math.round(activities.reduce((all, one) => all + of(one), 0) * 10) / 10
  return {
    count: activities.length,
    distance: sum((one) => one.distance),
    moving_time: sum((one) => one.moving_time),
    elapsed_time: sum((one) => one.elapsed_time),
    elevation_gain: sum((one) => one.total_elevation_gain),
  }
}

const ofSport = (activities: Activity[], types: string[]): Activity[] =>
  activities.filter((one) => types.includes(one.sport_type))

const greatest = (values: number[]): number | null => (values.length === 0 ? null : Math.max(...values))
