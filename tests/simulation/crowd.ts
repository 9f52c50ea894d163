import { Fault } from '../../src/kit/fault.ts'
import type { FreshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import type { Seeded } from '../faults/support/seeded.ts'
import { end, type Errand, erase, force, read, reconnect, sweep } from './actors.ts'
import type { Fleet } from './fleet.ts'
import { type Instance, noteOddity, type Scenery } from './instance.ts'
import { mistakeOf } from './reads.ts'
import type { Referee } from './referee.ts'

/** Everybody who wants something of the instances: callers, people, the clock. */
export class Crowd {
  readonly #scenery: Scenery
  readonly #fleet: Fleet
  readonly #chance: Seeded
  readonly #referee: Referee
  readonly #errand: Errand

  constructor(scenery: Scenery, fleet: Fleet, chance: Seeded, referee: Referee, errand: Errand) {
    this.#scenery = scenery
    this.#fleet = fleet
    this.#chance = chance
    this.#referee = referee
    this.#errand = errand
  }

  /** Who comes, to which instance and when, is drawn here. */
  come(): void {
    const chance = this.#chance
    const errand = this.#errand
    for (let no = chance.between(2, 4); no > 0; no--) {
      const minValidSeconds = chance.pick([0, 0, 300, 1800])
      this.#sendOften(`reader ${no}`, (instance) => this.read(instance, minValidSeconds))
    }
    for (let no = chance.between(0, 2); no > 0; no--)
      this.#sendOften(`sweep ${no}`, (instance) => sweep(errand, instance))
    if (chance.share() < 0.4) this.#sendOften('forced', (instance) => force(errand, instance))
    const fate = chance.share()
    if (fate < 0.2) this.#sendLater('disconnect', (instance) => end(errand, instance))
    if (fate >= 0.15 && fate < 0.35) this.#sendLater('reconnect', (instance) => reconnect(errand, instance))
    if (fate >= 0.35 && fate < 0.42) this.#sendLater('erase', (instance) => erase(errand, instance))
    if (fate >= 0.42 && fate < 0.46) this.#withdraw()
  }

  async read(instance: Instance, minValidSeconds: number): Promise<FreshToken | Fault> {
    const { stage } = this.#scenery
    const moment = () => ({ step: stage.taken, now: stage.now })
    const from = moment()
    const answer = await read(this.#errand, instance, minValidSeconds).catch((error: unknown) => {
      if (error instanceof Fault) return error
      throw error
    })
    const words = answer instanceof Fault ? answer.code : answer.accessToken
    stage.tell(`${instance.name} ${stage.actor} is answered ${words}`)
    const mistake = mistakeOf({ from, to: moment(), answer }, this.#referee.views, this.#errand.provider)
    if (mistake) this.#referee.blame('reads_are_right', mistake)
    return answer
  }

  sweepAll(): void {
    for (const instance of this.#fleet.instances)
      this.#begin(`sweep of ${instance.name}`, instance, () => sweep(this.#errand, instance))
  }

  /** One healthy reader; its answer as soon as there is one. */
  readOnce(): { answer: FreshToken | Fault | null } {
    const result: { answer: FreshToken | Fault | null } = { answer: null }
    const instance = this.#fleet.instances[0]!
    this.#begin('last reader', instance, async () => (result.answer = await this.read(instance, 300)))
    return result
  }

  /** Once to three times, each a while after the one before. */
  #sendOften(actor: string, act: (instance: Instance) => Promise<unknown>): void {
    const pauses = this.#pauses(this.#chance.between(0, 2))
    this.#send(actor, async (instance) => {
      await act(instance)
      for (const seconds of pauses) {
        await this.#scenery.stage.wait(instance, seconds * 1000)
        await act(instance)
      }
    })
  }

  #sendLater(actor: string, act: (instance: Instance) => Promise<unknown>): void {
    const [seconds = 0] = this.#pauses(1)
    this.#send(actor, async (instance) => {
      await this.#scenery.stage.wait(instance, seconds * 1000)
      await act(instance)
    })
  }

  #pauses = (count: number): number[] =>
    Array.from({ length: count }, () => this.#chance.pick([0, 2, 35, 75, 300, 3500]))

  #send(actor: string, act: (instance: Instance) => Promise<unknown>): void {
    const instance = this.#chance.pick(this.#fleet.instances)
    this.#begin(actor, instance, () => act(instance))
  }

  #begin(actor: string, instance: Instance, act: () => Promise<unknown>): void {
    const { stage } = this.#scenery
    const acting = stage.as(actor, async () => {
      await stage.pass(instance, 'begins')
      await act()
      stage.tell(`${instance.name} ${actor} has ended`)
    })
    acting.catch((error: unknown) => noteOddity(this.#scenery, `${actor} failed`, error))
  }

  #withdraw(): void {
    const [seconds = 0] = this.#pauses(1)
    this.#scenery.stage.add({
      owner: null,
      actor: 'person',
      what: 'withdraws the grant',
      dueAt: this.#scenery.stage.now + seconds * 1000,
      take: () => this.#errand.provider.withdraw(),
    })
  }
}
