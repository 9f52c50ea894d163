import type { Habit, Person, Sport } from '../people.ts'
import type { Activity } from './activity.ts'
import { chance } from './chance.ts'
import { loopFrom } from './polyline.ts'
import { momentOf, utcOffsetSeconds, zoneLabel } from './time-zone.ts'

interface Manner {
  /** What Strava called it before `sport_type`. */
  type: string
  metresPerSecond: number
  climbPerKilometre: number
  heartRate: number
  names: [string, string, string]
  gear: string | null
}

const manners: Record<Sport, Manner> = {
  Run: {
    type: 'Run',
    metresPerSecond: 3.1,
    climbPerKilometre: 8,
    heartRate: 148,
    names: ['Morning Run', 'Lunch Run', 'Evening Run'],
    gear: 'g15400218',
  },
  TrailRun: {
    type: 'Run',
    metresPerSecond: 2.5,
    climbPerKilometre: 32,
    heartRate: 151,
    names: ['Forest loop', 'Hills', 'Long way home'],
    gear: 'g15400219',
  },
  Ride: {
    type: 'Ride',
    metresPerSecond: 7.2,
    climbPerKilometre: 9,
    heartRate: 134,
    names: ['Morning Ride', 'Lunch Ride', 'Evening Ride'],
    gear: 'b11207743',
  },
  VirtualRide: {
    type: 'VirtualRide',
    metresPerSecond: 9.1,
    climbPerKilometre: 7,
    heartRate: 141,
    names: ['Turbo', 'Intervals inside', 'Watching the rain'],
    gear: 'b11207744',
  },
  Swim: {
    type: 'Swim',
    metresPerSecond: 0.92,
    climbPerKilometre: 0,
    heartRate: 128,
    names: ['Morning Swim', 'Pool 🏊', 'Evening Swim'],
    gear: null,
  },
  Walk: {
    type: 'Walk',
    metresPerSecond: 1.35,
    climbPerKilometre: 5,
    heartRate: 96,
    names: ['Morning Walk', 'Afternoon Walk', 'Evening Walk'],
    gear: null,
  },
}

const dayMilliseconds = 86_400_000
const idsPerDay = 1_000_000

/** What a person did on a day (whole days since 1970). Always the same for the same person and day. */
export function activitiesOn(person: Person, day: number): Activity[] {
  return person.habits.flatMap((habit, index) => {
    const random = chance(person.id, day, index)
    const season = 1 + 0.25 * Math.sin(((day % 365.25) / 365.25) * 2 * Math.PI - Math.PI / 2)
    return random() < (habit.perWeek / 7) * season ? [anActivity(person, habit, day, index, random)] : []
  })
}

/** The day that is part of a seeded activity's id. */
export const dayOf = (activityId: number): number => Math.floor(activityId / idsPerDay)

function anActivity(
  person: Person,
  habit: Habit,
  day: number,
  index: number,
  random: () => number,
): Activity {
  const manner = manners[habit.sport]
  const id = day * idsPerDay + (person.id % 100_000) * 10 + index
  const isManual = random() < 0.03
  const distance = distanceOf(habit, isManual, random)
  const movingSeconds = Math.round(distance / (manner.metresPerSecond * (0.9 + random() * 0.2)))
  const isPrivate = random() < person.privateShare
  const isInside = habit.sport === 'VirtualRide'
  return {
    id,
    upload_id: isManual ? null : id + 900_000_000,
    external_id: isManual ? null : `${id}.fit`,
    resource_state: 2,
    athlete: { id: person.id, resource_state: 1 },
    name: manner.names[Math.floor(random() * manner.names.length)] ?? manner.names[0],
    distance,
    moving_time: movingSeconds,
    elapsed_time: movingSeconds + Math.floor(random() * 420),
    total_elevation_gain: tenth((distance / 1000) * manner.climbPerKilometre * (0.6 + random() * 0.8)),
    type: manner.type,
    sport_type: habit.sport,
    ...startOf(person, habit, day, random),
    average_speed: thousandth(distance / movingSeconds),
    max_speed: thousandth((distance / movingSeconds) * (1.2 + random() * 0.5)),
    ...heartOf(manner, isManual, random),
    kudos_count: isPrivate ? 0 : Math.floor(random() * 14),
    achievement_count: Math.floor(random() * random() * 6),
    manual: isManual,
    private: isPrivate,
    visibility: isPrivate ? 'only_me' : random() < 0.06 ? 'followers_only' : 'everyone',
    trainer: isInside,
    commute: habit.sport === 'Ride' && habit.metres < 20_000,
    gear_id: manner.gear,
    device_name: isManual ? null : 'Sandbox Watch 2',
    map: {
      id: `a${id}`,
      summary_polyline:
        isManual || isInside || habit.sport === 'Swim' ? '' : loopFrom(person.home, distance, random() * 6),
      resource_state: 2,
    },
  }
}

// Pools are measured in lengths and people type round numbers, so whole metres occur beside fractions.
function distanceOf(habit: Habit, isManual: boolean, random: () => number): number {
  const metres = habit.metres * (0.6 + random() * 0.8)
  if (habit.sport === 'Swim') return Math.max(1, Math.round(metres / 25)) * 25
  return isManual ? Math.max(1, Math.round(metres / 1000)) * 1000 : tenth(metres)
}

function startOf(person: Person, habit: Habit, day: number, random: () => number) {
  const seconds = habit.startHour * 3600 + Math.floor(random() * 7200)
  const wall = day * dayMilliseconds + (person.hidesStartTimes ? 1 : seconds) * 1000
  const moment = momentOf(person.timezone, wall)
  return {
    start_date: iso(moment),
    start_date_local: iso(wall),
    timezone: zoneLabel(person.timezone),
    utc_offset: utcOffsetSeconds(person.timezone, moment),
  }
}

function heartOf(manner: Manner, isManual: boolean, random: () => number) {
  if (isManual || random() < 0.1) return { has_heartrate: false }
  const average = tenth(manner.heartRate * (0.93 + random() * 0.14))
  return { has_heartrate: true, average_heartrate: average, max_heartrate: Math.round(average * 1.16) }
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z')
const tenth = (value: number): number => Math.round(value * 10) / 10
const thousandth = (value: number): number => Math.round(value * 1000) / 1000
