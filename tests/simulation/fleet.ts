import type { Seeded } from '../faults/support/seeded.ts'
import {
  type Home,
  type Instance,
  makeInstance,
  noteOddity,
  type Scenery,
  startInstance,
} from './instance.ts'
import type { Step } from './stage.ts'
import { ambushesBy, springs, type Trouble, troubleBy } from './trouble.ts'

const names = ['a', 'b', 'c'] as const

// Steps, not seconds: how much the others do meanwhile.
const naps = { least: 20, most: 200 }
const absences = { least: 5, most: 60 }

/** Three instances beside each other, each on a home of its own, and what befalls them. */
export class Fleet {
  readonly instances: Instance[] = []
  readonly #scenery: Scenery
  readonly #chance: Seeded
  readonly #seed: number
  readonly #homes: Home[] = names.map(() => new Map())
  /** Places whose successor is on its way. */
  readonly #rising = new Set<number>()
  readonly #asleep = new Map<Instance, number>()
  readonly #absent = new Map<Instance, number>()
  readonly #onDrain: () => void
  #incarnations = 0
  #ambushes = [] as ReturnType<typeof ambushesBy>
  #troublesLeft = 0

  constructor(scenery: Scenery, chance: Seeded, seed: number, onDrain: () => void) {
    this.#scenery = scenery
    this.#chance = chance
    this.#seed = seed
    this.#onDrain = onDrain
  }

  async raiseAll(): Promise<void> {
    for (let no = 0; no < names.length; no++) await this.#raise(no)
    this.#ambushes = ambushesBy(this.#chance)
    this.#troublesLeft = this.#chance.pick([0, 0, 0, 1, 1, 2])
  }

  /** Files left in any spill. */
  get spilled(): string[] {
    return this.#homes.flatMap(spillOf)
  }

  isAwake({ owner }: Step): boolean {
    return (this.#asleep.get(owner as Instance) ?? 0) <= this.#scenery.stage.taken
  }

  /** Now and then, between two steps. */
  async disturb(): Promise<void> {
    for (const [instance, until] of this.#absent)
      if (until <= this.#scenery.stage.taken) this.#restore(instance)
    const dead = this.#deadPlaces()[0]
    if (dead !== undefined && this.#chance.share() < 0.02) this.#replace(dead)
    if (this.#troublesLeft === 0 || this.#chance.share() > 0.02) return
    const instance = this.#chance.pick(this.instances)
    if (!instance.isAlive || this.#scenery.database.isBlocked) return
    this.#troublesLeft -= 1
    await this.#strike(instance, troubleBy(this.#chance))
  }

  /** True: trouble came in place of the step. */
  async ambush(step: Step): Promise<boolean> {
    const trouble = this.#scenery.database.isBlocked ? null : springs(this.#ambushes, step)
    if (trouble) await this.#strike(step.owner as Instance, trouble)
    return trouble !== null
  }

  /** No more trouble: who sleeps wakes, who died has a successor, and all have their database. */
  recover(): void {
    this.#troublesLeft = 0
    this.#ambushes = []
    this.#asleep.clear()
    for (const instance of this.#absent.keys()) this.#restore(instance)
    for (const no of this.#deadPlaces()) this.#replace(no)
  }

  async bury(instance: Instance): Promise<void> {
    instance.isAlive = false
    this.#scenery.stage.bury(instance)
    await this.#scenery.database.abandon(instance)
    await this.#scenery.stage.quiet()
  }

  #deadPlaces(): number[] {
    return names.map((_name, no) => no).filter((no) => !this.instances[no]!.isAlive && !this.#rising.has(no))
  }

  async #strike(instance: Instance, trouble: Trouble): Promise<void> {
    const { stage } = this.#scenery
    stage.tell(`=== ${instance.name} ${trouble}`)
    if (trouble === 'dies') return this.bury(instance)
    if (trouble !== 'sleeps') {
      if (trouble === 'leaves a spill')
        this.#ambushes.push({ place: 'spill.written', passersBefore: 0, trouble: 'dies' })
      instance.isDatabaseAway = true
      this.#absent.set(instance, stage.taken + this.#chance.between(absences.least, absences.most))
      return
    }
    this.#asleep.set(instance, stage.taken + this.#chance.between(naps.least, naps.most))
    // Mostly longer than its claims live.
    if (this.#chance.share() < 0.8) stage.leap(this.#chance.pick([71, 71, 80, 400, 3601]))
  }

  #restore(instance: Instance): void {
    this.#absent.delete(instance)
    instance.isDatabaseAway = false
    this.#scenery.stage.tell(`=== ${instance.name} has its database back`)
  }

  /** A new process on a home that may have a predecessor's files in it. */
  async #raise(no: number): Promise<void> {
    this.#incarnations += 1
    const name = `${names[no]!}${this.#incarnations}`
    const home = this.#homes[no]!
    const instance = await makeInstance(this.#scenery, name, this.#seed * 64 + this.#incarnations, home)
    this.instances[no] = instance
    this.#rising.delete(no)
    if (spillOf(home).length > 0) this.#onDrain()
    await startInstance(instance)
  }

  /** The successor starts beside the others' steps; until it has, the dead one stays in its place. */
  #replace(no: number): void {
    const actor = `start of ${names[no]!}`
    this.#rising.add(no)
    this.#scenery.stage
      .as(actor, () => this.#raise(no))
      .catch(async (error: unknown) => {
        noteOddity(this.#scenery, `${actor} failed`, error)
        // A start that fails ends its process; another follows.
        this.#rising.delete(no)
        await this.bury(this.instances[no]!)
      })
  }
}

const spillOf = (home: Home): string[] => [...home.keys()].filter((name) => name.startsWith('spill/'))
