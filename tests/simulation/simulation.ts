import { Fault } from '../../src/kit/fault.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import type { Caller } from '../../src/kit/route.ts'
import type { FreshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import { type Seeded, seeded } from '../faults/support/seeded.ts'
import { aConnection } from '../support/cast.ts'
import type { Errand } from './actors.ts'
import { Crowd } from './crowd.ts'
import { StagedDatabase } from './database.ts'
import { Fleet } from './fleet.ts'
import type { Ground } from './ground.ts'
import type { Scenery } from './instance.ts'
import { Network } from './network.ts'
import { Observer } from './observer.ts'
import { accessTokenSeconds, type Kind, kindsInTurn, Provider } from './provider.ts'
import { type Breach, Referee } from './referee.ts'
import { type Choice, choiceBy } from './schedule.ts'
import { providerIdOf } from './settings.ts'
import type { Situation } from './situations.ts'
import { Stage } from './stage.ts'

export interface Outcome {
  seed: number
  kind: Kind
  breaches: readonly Breach[]
  story: readonly string[]
  steps: number
  reached: ReadonlySet<Situation>
}

export const kindOf = (seed: number): Kind => kindsInTurn[seed % kindsInTurn.length]!

/** Runs one schedule: everything in it follows from the seed. */
export async function simulate(ground: Ground, seed: number): Promise<Outcome> {
  const simulation = new Simulation(ground, seed)
  try {
    await simulation.run()
  } finally {
    await simulation.clear()
  }
  return simulation.outcome
}

const startsAt = new Date('2026-01-01T00:00:00Z')
const mostSteps = { byChance: 1500, toRest: 6000 }
// A moment, an answer, too late to send, a call's end, a claim's end, a takeover, a grace, a token's life.
const leaps = [0.05, 0.2, 1, 5, 13, 29, 41, 71, 80, 400, 3601]
const agesOfFirstToken = [3601, 3601, 3300, 3540, 2000]

class Simulation {
  readonly #ground: Ground
  readonly #seed: number
  readonly #chance: Seeded
  readonly #choice: Choice
  readonly #stage = new Stage(startsAt)
  readonly #provider: Provider
  readonly #network: Network
  readonly #observer: Observer
  readonly #referee: Referee
  readonly #scenery: Scenery
  readonly #fleet: Fleet
  #errand!: Errand

  constructor(ground: Ground, seed: number) {
    const chance = seeded(seed)
    const stage = this.#stage
    this.#ground = ground
    this.#seed = seed
    this.#chance = chance
    this.#choice = choiceBy(chance)
    this.#provider = new Provider(kindOf(seed), chance, stage)
    this.#referee = new Referee(this.#provider, stage)
    this.#network = new Network(stage, this.#provider, chance, (call) =>
      this.#referee.sends(call, this.#network.calls),
    )
    this.#observer = new Observer(ground.watcher, this.#provider)
    this.#scenery = {
      stage,
      sql: ground.sql,
      network: this.#network,
      database: new StagedDatabase(stage, chance, ground.watcher, () => this.#observe()),
      onOddity: (words, error) => this.#referee.blame('nothing_odd', `${words}: ${inFull(error)}`),
      onSpill: (generation, sealed) => {
        this.#referee.reached.add('spilled')
        return this.#observer.seeSpilled(ground.world, this.#errand.watched, generation, sealed)
      },
    }
    this.#fleet = new Fleet(this.#scenery, chance, seed, () => this.#referee.reached.add('spill drained'))
    this.#network.mishapsLeft = chance.pick([0, 0, 1, 1, 2, 3])
  }

  get outcome(): Outcome {
    const { breaches, reached } = this.#referee
    const { story, taken: steps } = this.#stage
    return { seed: this.#seed, kind: this.#provider.kind, breaches, story, steps, reached }
  }

  async run(): Promise<void> {
    const crowd = await this.#setScene()
    crowd.come()
    await this.#stage.quiet()
    while (this.#stage.taken < mostSteps.byChance) {
      await this.#fleet.disturb()
      if (this.#chance.share() < 0.01) this.#stage.leap(this.#chance.pick(leaps))
      if (!(await this.#takeOne())) break
    }
    await this.#comeToRest(crowd)
    await this.#lastRead(crowd)
    await this.#judgeRest()
  }

  async clear(): Promise<void> {
    for (const instance of this.#fleet.instances) await this.#fleet.bury(instance)
    await this.#ground.clear()
  }

  /** Three instances, an account, and a connection whose first token the provider knows. */
  async #setScene(): Promise<Crowd> {
    await this.#fleet.raiseAll()
    const { world } = this.#fleet.instances[0]!
    const accountId = uuidv7(world)
    const caller: Caller = { accountId, actor: { kind: 'internal', id: 'simulated' }, scopes: ['*'] }
    await world.sql.as({ role: 'app', accountId })`
      insert into accounts (id, kind, name, log_account, created_at) values (${accountId}, 'person', 'simulated', ${uuidv7(world)}, ${world.now()})`
    const { accessToken, refreshToken } = this.#provider.consent()
    const ageSeconds = this.#chance.pick(agesOfFirstToken)
    this.#stage.now += ageSeconds * 1000
    const made = await aConnection(world, caller, {
      provider: providerIdOf(this.#provider.kind),
      userId: 'ada',
      providerSubject: 'ada',
      accessToken,
      refreshToken,
      ageSeconds,
      expiresInSeconds: accessTokenSeconds - ageSeconds,
    })
    const watched = { accountId, subjectId: made.subjectId, connectionId: made.id }
    this.#errand = { watched, caller, userId: 'ada', provider: this.#provider }
    await this.#observe()
    this.#stage.isFree = false
    return new Crowd(this.#scenery, this.#fleet, this.#chance, this.#referee, this.#errand)
  }

  async #observe(): Promise<void> {
    const moment = { step: this.#stage.taken, now: this.#stage.now }
    this.#referee.observe(await this.#observer.look(this.#ground.world, this.#errand.watched, moment))
  }

  /** False: nothing is left that could happen. */
  async #takeOne(): Promise<boolean> {
    const stage = this.#stage
    const due = stage.nextDue()
    const awake = stage.runnable().filter((step) => this.#fleet.isAwake(step))
    // Who sleeps wakes when there is nothing else to do, not even to wait.
    const steps = awake.length > 0 || due !== null ? awake : stage.runnable()
    if (steps.length > 0) {
      const step = this.#choice.next(steps)
      if (!(await this.#fleet.ambush(step))) await stage.take(step)
      return true
    }
    if (due === null) return false
    stage.now = due + this.#chance.pick([0, 0, 500, 5_000, 31_000])
    return true
  }

  async #untilIdle(): Promise<void> {
    await this.#stage.quiet()
    for (let steps = 0; await this.#takeOne(); steps++) {
      if (steps < mostSteps.toRest) continue
      return this.#referee.blame('nothing_odd', 'it does not come to rest')
    }
  }

  /** No more trouble; time passes, and the jobs run. */
  async #comeToRest(crowd: Crowd): Promise<void> {
    this.#network.mishapsLeft = 0
    this.#fleet.recover()
    this.#stage.tell('=== all comes to rest')
    await this.#untilIdle()
    for (const seconds of [80, 80, 80, 3700]) {
      this.#stage.leap(seconds)
      crowd.sweepAll()
      await this.#untilIdle()
    }
  }

  /** A token that the provider takes, or the word that says why not. */
  async #lastRead(crowd: Crowd): Promise<void> {
    let answer: FreshToken | Fault | null = null
    for (let tries = 0; tries < 6; tries++) {
      const reading = crowd.readOnce()
      await this.#untilIdle()
      answer = reading.answer
      if (!(answer instanceof Fault) || answer.status !== 503) break
      this.#stage.leap((answer.retryAfterSeconds ?? 1) + 1)
    }
    this.#referee.judgeLast(answer)
  }

  async #judgeRest(): Promise<void> {
    const { spilled } = this.#fleet
    if (spilled.length > 0) this.#referee.blame('nothing_odd', `the spill still holds ${spilled.join(', ')}`)
    this.#referee.judgeRest(await this.#observer.count(this.#errand.watched), this.#network.calls)
  }
}

const inFull = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
