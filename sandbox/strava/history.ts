import type { Person } from '../people.ts'
import type { Activity } from './activity.ts'
import { activitiesOn, dayOf } from './seeded-day.ts'

/** What a test may say about an activity of its own. */
export type ActivitySketch = Partial<Activity>

const days = 3 * 365 + 1
const dayMilliseconds = 86_400_000

/** About three years of activities for everybody, made up from a seed, with whatever was added, changed or deleted. */
export class History {
  readonly #seeded = new Map<string, Activity[]>()
  readonly #added = new Map<number, Activity>()
  readonly #changes = new Map<number, ActivitySketch>()
  readonly #deleted = new Set<number>()
  #number = 0

  /** Everything that is over by `now`, oldest first. */
  of(person: Person, now: number): Activity[] {
    const today = Math.floor(now / dayMilliseconds)
    const seeded = Array.from({ length: days + 1 }, (_, back) =>
      this.#on(person, today - days + back + 1),
    ).flat()
    const added = [...this.#added.values()].filter((one) => one.athlete.id === person.id)
    return [...seeded, ...added]
      .filter((one) => !this.#deleted.has(one.id) && endOf(one) <= now)
      .map((one) => ({ ...one, ...this.#changes.get(one.id) }))
      .sort((a, b) => Date.parse(a.start_date) - Date.parse(b.start_date) || a.id - b.id)
  }

  find(person: Person, id: number, now: number): Activity | undefined {
    const day = dayOf(id)
    const found = this.#added.get(id) ?? this.#on(person, day).find((one) => one.id === id)
    if (found === undefined || this.#deleted.has(id) || endOf(found) > now) return undefined
    return found.athlete.id === person.id ? { ...found, ...this.#changes.get(id) } : undefined
  }

  /** Adds an activity that has just ended, different from the person's usual only in what `sketch` says. */
  add(person: Person, sketch: ActivitySketch, now: number): Activity {
    this.#number += 1
    const id = sketch.id ?? Math.floor(now / dayMilliseconds) * 1_000_000 + 999_000 + this.#number
    const activity = { ...template(person, now), ...sketch, id }
    this.#added.set(id, activity)
    return activity
  }

  change(id: number, sketch: ActivitySketch): void {
    this.#changes.set(id, { ...this.#changes.get(id), ...sketch })
  }

  remove(id: number): void {
    this.#deleted.add(id)
  }

  #on(person: Person, day: number): Activity[] {
    const key = `${person.id}/${day}`
    const made = this.#seeded.get(key) ?? activitiesOn(person, day)
    this.#seeded.set(key, made)
    return made
  }
}

function template(person: Person, now: number): Activity {
  const runner = { ...person, habits: [{ sport: 'Run', perWeek: 700, startHour: 6, metres: 5000 } as const] }
  const [usual] = activitiesOn(runner, Math.floor(now / dayMilliseconds) - 1)
  if (usual === undefined) throw new Error('A habit of a hundred runs a day left a day without one.')
  const offset = usual.utc_offset * 1000
  const start = Math.floor(now / 1000) * 1000 - usual.elapsed_time * 1000
  return { ...usual, name: 'New activity', start_date: iso(start), start_date_local: iso(start + offset) }
}

const endOf = (activity: Activity): number => Date.parse(activity.start_date) + activity.elapsed_time * 1000

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z')
