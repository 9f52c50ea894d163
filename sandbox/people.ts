/** Somebody with an account at the sandbox. */
export interface Person {
  readonly id: number
  readonly username: string
  readonly firstname: string
  readonly lastname: string
  readonly city: string
  readonly country: string
  readonly sex: 'F' | 'M'
  /** IANA name. */
  readonly timezone: string
  /** Degrees: latitude, longitude. */
  readonly home: [number, number]
  readonly weightKilograms: number
  /** What the person does, for the page where one chooses an account. */
  readonly about: string
  readonly habits: Habit[]
  readonly hidesStartTimes: boolean
  /** Share of activities shown to nobody else, 0 to 1. */
  readonly privateShare: number
}

export interface Habit {
  readonly sport: Sport
  readonly perWeek: number
  readonly startHour: number
  readonly metres: number
}

export type Sport = 'Run' | 'TrailRun' | 'Ride' | 'VirtualRide' | 'Swim' | 'Walk'

const habit = (sport: Sport, perWeek: number, startHour: number, metres: number): Habit => ({
  sport,
  perWeek,
  startHour,
  metres,
})

type Sketch = Partial<Person> & Pick<Person, 'id' | 'firstname' | 'lastname'>

function person(sketch: Sketch): Person {
  return {
    username: `${sketch.firstname}_${sketch.lastname}`.toLowerCase(),
    city: 'Oslo',
    country: 'Norway',
    sex: 'F',
    timezone: 'Europe/Oslo',
    home: [59.91, 10.75],
    weightKilograms: 64.5,
    about: 'Runs now and then',
    habits: [habit('Run', 2, 7, 6500)],
    hidesStartTimes: false,
    privateShare: 0,
    ...sketch,
  }
}

const seeded: Person[] = [
  person({
    id: 90_210_001,
    firstname: 'Ada',
    lastname: 'Fjell',
    about: 'Runner in Oslo, three years of mornings',
    habits: [habit('Run', 3.5, 6, 8200), habit('TrailRun', 0.6, 10, 15_400), habit('Walk', 0.5, 18, 4200)],
    privateShare: 0.05,
  }),
  person({
    id: 90_210_002,
    firstname: 'Bruno',
    lastname: 'Okafor',
    city: 'London',
    country: 'United Kingdom',
    sex: 'M',
    timezone: 'Europe/London',
    home: [51.5, -0.12],
    weightKilograms: 78,
    about: 'Commutes and long weekend rides',
    habits: [
      habit('Ride', 4, 8, 14_800),
      habit('Ride', 0.8, 9, 92_000),
      habit('VirtualRide', 0.7, 20, 28_000),
    ],
  }),
  person({
    id: 90_210_003,
    firstname: 'Chiyo',
    lastname: 'Tanaka',
    city: 'Tokyo',
    country: 'Japan',
    timezone: 'Asia/Tokyo',
    home: [35.68, 139.76],
    weightKilograms: 55.3,
    about: 'Triathlete: swims, rides and runs',
    habits: [habit('Swim', 2.2, 6, 2400), habit('Ride', 2, 7, 48_000), habit('Run', 2.6, 19, 9800)],
    privateShare: 0.1,
  }),
  person({
    id: 90_210_004,
    firstname: 'Dana',
    lastname: 'Reyes',
    city: 'Los Angeles',
    country: 'United States',
    timezone: 'America/Los_Angeles',
    home: [34.05, -118.24],
    weightKilograms: 61,
    about: 'Hides start times, keeps a third to herself',
    habits: [habit('Run', 2.5, 17, 7100), habit('Ride', 1.2, 10, 36_000)],
    hidesStartTimes: true,
    privateShare: 0.33,
  }),
  person({
    id: 90_210_005,
    firstname: 'Emil',
    lastname: 'Nyberg',
    city: 'Stockholm',
    country: 'Sweden',
    sex: 'M',
    timezone: 'Europe/Stockholm',
    home: [59.33, 18.07],
    weightKilograms: 71.2,
    about: 'New here: no activities at all',
    habits: [],
  }),
]

/** Everybody with an account: five to begin with, more by control. */
export class People {
  readonly #people = new Map(seeded.map((one) => [one.id, one]))

  all(): Person[] {
    return [...this.#people.values()]
  }

  find(id: number): Person | undefined {
    return this.#people.get(id)
  }

  /** Adds one more; without an id the next free one is taken. */
  add(sketch: Partial<Person> = {}): Person {
    const id = sketch.id ?? 90_300_000 + this.#people.size
    const added = person({ firstname: 'Athlete', lastname: String(id), ...sketch, id })
    this.#people.set(id, added)
    return added
  }
}
