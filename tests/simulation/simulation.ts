import { Fault } from '../../src/kit/fault.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import type { Caller } from '../../src/kit/route.ts'
import type { FreshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import { type Seeded, seeded } from '../faults/support/seeded.ts'
import { aConnection } from '../support/cast.ts'
import { end, type Errand, erase, force, read, reconnect, sweep } from './actors.ts'
import { StagedDatabase } from './database.ts'
import type { Ground } from './ground.ts'
import {
  type Home,
  type Instance,
  makeInstance,
  noteOddity,
  type Scenery,
  startInstance,
} from './instance.ts'
import { Network } from './network.ts'
import { Observer } from './observer.ts'
import { accessTokenSeconds, type Kind, kinds, Provider } from './provider.ts'
import { mistakeOf } from './reads.ts'
import { type Breach, Referee, type Situation } from './referee.ts'
import { type Choice, choiceBy } from './schedule.ts'
import { providerIdOf } from './settings.ts'
import { Stage } from './stage.ts'

export interface Outcome {
  seed: number
  kind: Kind
  breaches: readonly Breach[]
  story: readonly string[]
  steps: number
  reached: ReadonlySet<Situation>
}

export const kindOf = (seed: number): Kind => kinds[seed % kinds.length]!

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
const names = ['a', 'b', 'c'] as const
const mostSteps = { chance: 900, rest: 6000 }
// Seconds: a moment, an answer, too late to send, a call's end, a claim's end, a takeover, a grace, a token's life.
const leaps = [0.05, 0.2, 1, 5, 13, 29, 41, 71, 80, 400, 3601]

class Simulation {
  readonly #ground: Ground
  readonly #seed: number
  readonly #chance: Seeded
  readonly #choice: Choice
  readonly #stage = new Stage(startsAt)
  readonly #provider: Provider
  readonly #network: Network
  readonly #database: StagedDatabase
  readonly #observer: Observer
  readonly #referee: Referee
  readonly #scenery: Scenery
  readonly #homes: Home[] = names.map(() => new Map())
  readonly #instances: Instance[] = []
  #errand!: Errand
  #troublesLeft: number
  #incarnations = 0
  /** Places whose successor is on its way. */
  readonly #rising = new Set<number>()
  readonly #pauses = new Map<Instance, number>()
  readonly #absences = new Map<Instance, number>()

  constructor(ground: Ground, seed: number) {
    const kind = kindOf(seed)
    const chance = seeded(seed)
    const stage = this.#stage
    const moment = () => ({ step: stage.taken, now: stage.now })
    this.#ground = ground
    this.#seed = seed
    this.#chance = chance
    this.#choice = choiceBy(chance)
    this.#provider = new Provider(kind, chance, () => ({ milliseconds: stage.now, step: stage.taken }))
    this.#referee = new Referee(this.#provider, moment)
    this.#network = new Network(stage, this.#provider, chance, (call) =>
      this.#referee.sends(call, this.#network.calls),
    )
    this.#observer = new Observer(ground.watcher, this.#provider)
    this.#database = new StagedDatabase(stage, chance, ground.watcher, () => this.#observe())
    this.#scenery = {
      stage,
      sql: ground.sql,
      network: this.#network,
      database: this.#database,
      onOddity: (words, error) =>
        this.#referee.blame(
          'nothing_odd',
          `${words}: ${error instanceof Error ? error.stack : String(error)}`,
        ),
      onSpill: (generation, sealed) => {
        this.#referee.reached.add('spilled')
        return this.#observer.open(ground.world, this.#errand.watched, generation, sealed)
      },
    }
    this.#network.mishapsLeft = chance.pick([0, 0, 1, 1, 2, 3])
    this.#troublesLeft = chance.pick([0, 1, 1, 2, 2, 3])
  }

  get outcome(): Outcome {
    return {
      seed: this.#seed,
      kind: this.#provider.kind,
      breaches: this.#referee.breaches,
      story: this.#stage.story,
      steps: this.#stage.taken,
      reached: this.#referee.reached,
    }
  }

  async run(): Promise<void> {
    await this.#setScene()
    this.#sendActors()
    await this.#stage.quiet()
    await this.#byChance()
    await this.#comeToRest()
    await this.#lastRead()
  }

  async clear(): Promise<void> {
    for (const instance of this.#instances) await this.#bury(instance)
    await this.#ground.clear()
  }

  async #setScene(): Promise<void> {
    for (let no = 0; no < names.length; no++) await this.#raise(no)
    const { world } = this.#instances[0]!
    const accountId = uuidv7(world)
    const caller: Caller = { accountId, actor: { kind: 'internal', id: 'simulated' }, scopes: ['*'] }
    await world.sql.as({
      role: 'app',
      accountId,
    })`insert into accounts (id, kind, name, log_account, created_at) values (${accountId}, 'person', 'simulated', ${uuidv7(world)}, ${world.now()})`
    const first = this.#provider.consent()
    const ageSeconds = this.#chance.pick([
      accessTokenSeconds + 1,
      accessTokenSeconds + 1,
      accessTokenSeconds - 300,
      accessTokenSeconds - 60,
      2000,
    ])
    this.#stage.now += ageSeconds * 1000
    const userId = 'ada'
    const { id, subjectId } = await aConnection(world, caller, {
      provider: providerIdOf(this.#provider.kind),
      userId,
      providerSubject: 'ada',
      accessToken: first.accessToken,
      refreshToken: first.refreshToken,
      ageSeconds,
      expiresInSeconds: accessTokenSeconds - ageSeconds,
    })
    this.#errand = {
      watched: { accountId, subjectId, connectionId: id },
      caller,
      userId,
      provider: this.#provider,
    }
    await this.#observe()
    this.#stage.isFree = false
  }

  /** A new process on a home that may have a predecessor's files in it. */
  async #raise(no: number): Promise<void> {
    this.#incarnations += 1
    const name = `${names[no]!}${this.#incarnations}`
    const instance = await makeInstance(
      this.#scenery,
      name,
      this.#seed * 64 + this.#incarnations,
      this.#homes[no]!,
    )
    this.#instances[no] = instance
    this.#rising.delete(no)
    if (this.#spilled(no).length > 0) this.#referee.reached.add('spill drained')
    await startInstance(instance)
  }

  #spilled = (no: number): string[] =>
    [...this.#homes[no]!.keys()].filter((name) => name.startsWith('spill/'))

  async #observe(): Promise<void> {
    const moment = { step: this.#stage.taken, now: this.#stage.now }
    this.#referee.observe(await this.#observer.look(this.#ground.world, this.#errand.watched, moment))
  }

  #sendActors(): void {
    const chance = this.#chance
    for (let reader = 1; reader <= chance.between(2, 4); reader++)
      this.#send(`reader ${reader}`, async (instance) => {
        for (let reads = chance.between(1, 3); reads > 0; reads--)
          await this.#read(instance, chance.pick([0, 0, 300, 1800]))
      })
    for (let no = chance.between(0, 2); no > 0; no--)
      this.#send(`sweep ${no}`, (instance) => sweep(this.#errand, instance))
    if (chance.share() < 0.3) this.#send('forced', (instance) => force(this.#errand, instance))
    const fate = chance.share()
    if (fate < 0.3) this.#send('disconnect', (instance) => end(this.#errand, instance))
    if (fate >= 0.25 && fate < 0.5) this.#send('reconnect', (instance) => reconnect(this.#errand, instance))
    if (fate >= 0.5 && fate < 0.58) this.#send('erase', (instance) => erase(this.#errand, instance))
    if (fate >= 0.58 && fate < 0.63)
      this.#stage.add({
        owner: null,
        actor: 'person',
        what: 'withdraws the grant',
        take: () => this.#provider.withdraw(),
      })
  }

  #send(actor: string, act: (instance: Instance) => Promise<unknown>): void {
    const instance = this.#chance.pick(this.#instances)
    const acting = this.#stage.as(actor, async () => {
      await this.#stage.pass(instance, 'begins')
      await act(instance)
      this.#stage.tell(`${instance.name} ${actor} has ended`)
    })
    acting.catch((error: unknown) => noteOddity(this.#scenery, `${actor} failed`, error))
  }

  async #read(instance: Instance, minValidSeconds: number): Promise<FreshToken | Fault> {
    const moment = () => ({ step: this.#stage.taken, now: this.#stage.now })
    const from = moment()
    const answer = await read(this.#errand, instance, minValidSeconds).catch((error: unknown) => {
      if (error instanceof Fault) return error
      throw error
    })
    const mistake = mistakeOf({ from, to: moment(), answer }, this.#referee.views, this.#provider)
    this.#stage.tell(
      `${instance.name} ${this.#stage.actor} is answered ${answer instanceof Fault ? answer.code : answer.accessToken}`,
    )
    if (mistake) this.#referee.blame('reads_are_right', mistake)
    return answer
  }

  async #byChance(): Promise<void> {
    while (this.#stage.taken < mostSteps.chance) {
      await this.#disturb()
      if (!(await this.#takeOne())) return
    }
  }

  /** False: nothing is left that could happen. */
  async #takeOne(): Promise<boolean> {
    const stage = this.#stage
    const awake = stage
      .runnable()
      .filter(({ owner }) => (this.#pauses.get(owner as Instance) ?? 0) <= stage.taken)
    const steps = awake.length > 0 ? awake : stage.runnable()
    if (steps.length > 0) {
      await stage.take(this.#choice.next(steps))
      return true
    }
    const due = stage.nextDue()
    if (due === null) return false
    stage.now = due + this.#chance.pick([0, 0, 500, 5_000, 31_000])
    return true
  }

  async #disturb(): Promise<void> {
    for (const [instance, until] of this.#absences) if (until <= this.#stage.taken) this.#restore(instance)
    if (this.#chance.share() < 0.015) this.#leap(this.#chance.pick(leaps))
    const dead = this.#instances.findIndex(({ isAlive }, no) => !isAlive && !this.#rising.has(no))
    if (dead >= 0 && this.#chance.share() < 0.02) this.#restart(dead)
    if (this.#troublesLeft === 0 || this.#chance.share() > 0.02) return
    const instance = this.#chance.pick(this.#instances)
    if (!instance.isAlive || this.#database.isBlocked) return
    this.#troublesLeft -= 1
    const trouble = this.#chance.pick(['dies', 'dies', 'is paused', 'loses the database'] as const)
    this.#stage.tell(`=== ${instance.name} ${trouble}`)
    if (trouble === 'dies') await this.#bury(instance)
    if (trouble === 'is paused') this.#pauses.set(instance, this.#stage.taken + this.#chance.between(20, 200))
    if (trouble === 'loses the database') {
      instance.isDatabaseAway = true
      this.#absences.set(instance, this.#stage.taken + this.#chance.between(5, 60))
    }
  }

  #leap(seconds: number): void {
    this.#stage.now += seconds * 1000
    this.#stage.tell(`=== ${seconds} s pass`)
  }

  #restore(instance: Instance): void {
    this.#absences.delete(instance)
    instance.isDatabaseAway = false
    this.#stage.tell(`=== ${instance.name} has its database back`)
  }

  async #bury(instance: Instance): Promise<void> {
    instance.isAlive = false
    this.#stage.bury(instance)
    await this.#database.abandon(instance)
    await this.#stage.quiet()
  }

  /** Its successor starts beside the others' steps; until it has, the dead one stays in its place. */
  #restart(no: number): void {
    const actor = `start of ${names[no]!}`
    this.#rising.add(no)
    this.#stage
      .as(actor, () => this.#raise(no))
      .catch((error: unknown) => noteOddity(this.#scenery, `${actor} failed`, error))
  }

  /** No more trouble: whoever sleeps wakes, whoever died has a successor, time passes, the jobs run. */
  async #comeToRest(): Promise<void> {
    this.#network.mishapsLeft = 0
    this.#troublesLeft = 0
    this.#pauses.clear()
    for (const instance of this.#absences.keys()) this.#restore(instance)
    for (const [no, { isAlive }] of this.#instances.entries())
      if (!isAlive && !this.#rising.has(no)) this.#restart(no)
    this.#stage.tell('=== all comes to rest')
    await this.#untilIdle()
    for (const seconds of [80, 80, 80, 3700]) {
      this.#leap(seconds)
      for (const instance of this.#instances)
        this.#stage.as(`sweep of ${instance.name}`, () => void sweep(this.#errand, instance))
      await this.#untilIdle()
    }
  }

  async #untilIdle(): Promise<void> {
    await this.#stage.quiet()
    for (let steps = 0; await this.#takeOne(); steps++) {
      if (steps < mostSteps.rest) continue
      return this.#referee.blame('nothing_odd', 'it does not come to rest')
    }
  }

  /** One healthy reader: a token that the provider takes, or the word that says why not. */
  async #lastRead(): Promise<void> {
    let answer: FreshToken | Fault | undefined
    for (let tries = 0; tries < 6; tries++) {
      this.#stage.as('last reader', () =>
        this.#read(this.#instances[0]!, 300).then(
          (each) => (answer = each),
          (error: unknown) => noteOddity(this.#scenery, 'the last read failed', error),
        ),
      )
      await this.#untilIdle()
      if (!(answer instanceof Fault) || answer.status !== 503) break
      this.#leap((answer.retryAfterSeconds ?? 1) + 1)
    }
    this.#judgeLast(answer)
    await this.#judgeRest()
  }

  #judgeLast(answer: FreshToken | Fault | undefined): void {
    const view = this.#referee.views.at(-1)
    if (answer instanceof Fault) {
      const wanted = view === null ? 'CONNECTION_NOT_FOUND' : 'NEEDS_REAUTH'
      if (answer.code !== wanted) this.#referee.blame('fresh_token', `the last reader got ${answer.code}`)
      return
    }
    const issued = answer && this.#provider.issuedAs(answer.accessToken)
    const isTaken =
      issued && issued.expiresAt > this.#stage.now && !this.#provider.grants[issued.grant - 1]!.death
    if (!isTaken)
      this.#referee.blame(
        'fresh_token',
        `the last reader got ${answer?.accessToken ?? 'no answer'}, which the provider does not take`,
      )
  }

  async #judgeRest(): Promise<void> {
    const { connectionId, subjectId } = this.#errand.watched
    const { rows } = await this.#ground.watcher.query<{ sent: number; stored: number }>(
      `select (select count(*)::int from refresh_attempt where connection_id = $1 and state = 'sent') as sent,
        (select count(*)::int from token_version where connection_id = $1) + (select count(*)::int from refresh_attempt where connection_id = $1)
          + (select count(*)::int from connection_bookkeeping where connection_id = $1) + (select count(*)::int from subjects where id = $2 and erasing_at is not null) as stored`,
      [connectionId, subjectId],
    )
    const files = names.flatMap((_, no) => this.#spilled(no))
    if (files.length > 0) this.#referee.blame('nothing_odd', `the spill still holds ${files.join(', ')}`)
    this.#referee.atRest(this.#referee.views.at(-1) ?? null, rows[0]!, this.#network.calls)
  }
}
