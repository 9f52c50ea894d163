import type { Call } from './network.ts'
import { type Attempt, type Kept, shownOf, type View } from './observer.ts'
import type { Issued, Provider } from './provider.ts'

/** The rules, as the model of the protocol has them (spec/). */
export type Rule =
  | 'newer_not_overwritten'
  | 'newest_adopted_first'
  | 'not_falsely_dead'
  | 'grant_not_killed_by_us'
  | 'no_resend_while_alive'
  | 'no_token_lost'
  | 'new_grant_only'
  | 'nothing_stored'
  | 'nothing_left_alive'
  | 'no_attempt_for_ever'
  | 'reads_are_right'
  | 'fresh_token'
  | 'nothing_odd'

/** Situations worth having been through, so that rules which held prove something. */
export const situations = [
  'takeover',
  'late save',
  'adopted',
  'older token tried',
  'given up',
  'revived',
  'answer lost',
  'last try',
  'reuse detected',
  'spilled',
  'spill drained',
  'late revoke',
  'reconnected',
  'disconnected',
  'closer refreshed',
] as const
export type Situation = (typeof situations)[number]

export interface Breach {
  rule: Rule
  words: string
  step: number
}

/** Watches every step and says which rule was broken, when. */
export class Referee {
  readonly breaches: Breach[] = []
  readonly reached = new Set<Situation>()
  readonly views: (View | null)[] = []
  readonly #provider: Provider
  readonly #moment: () => { step: number; now: number }
  /** Grants for which a token in doubt was presented again after its access token's end: the protocol accepts the risk. */
  readonly #lastTries = new Set<number>()
  readonly #judgedClaims = new Set<number>()

  constructor(provider: Provider, moment: () => { step: number; now: number }) {
    this.#provider = provider
    this.#moment = moment
  }

  blame(rule: Rule, words: string): void {
    this.breaches.push({ rule, words, step: this.#moment().step })
  }

  /** After each step that may have changed the rows. */
  observe(view: View | null): void {
    const before = this.views.at(-1)
    this.views.push(view)
    if (!view && before) this.reached.add('disconnected')
    if (!view || !before) return
    for (const situation of situationsBetween(before, view)) this.reached.add(situation)
    this.#comparePointers(before, view)
    for (const attempt of view.attempts) this.#judgeClaim(view, attempt)
    if (view.status === 'needs_reauth' && before.status === 'active') this.#judgeDeath(view)
  }

  /** Before a request leaves. */
  sends(call: Call, calls: readonly Call[]): void {
    if (call.what === 'refresh' && this.#isEnding()) this.reached.add('closer refreshed')
    if (call.what === 'revoke' && !this.#provider.issuedAs(call.token)?.isKept)
      this.reached.add('late revoke')
    if (call.what !== 'refresh' || this.#provider.kind !== 'reuse') return
    const open = calls.filter(
      (each) => each !== call && each.what === 'refresh' && each.token === call.token && !wasRefused(each),
    )
    if (open.length === 0) return
    const issued = this.#provider.issuedAs(call.token)!
    const accessEndsAt = Math.max(
      ...this.#provider.issued
        .filter(({ refreshToken }) => refreshToken === call.token)
        .map(({ expiresAt }) => expiresAt),
    )
    if (accessEndsAt <= this.#moment().now) {
      this.#lastTries.add(issued.grant)
      this.reached.add('last try')
    } else if (!this.#isEnding())
      this.blame(
        'no_resend_while_alive',
        `${call.token} is sent again while its access token lives and its outcome is not known`,
      )
  }

  /** A pointer that moves back is right only when what it showed was refused, or nobody can know which is newer. */
  #comparePointers(before: View, view: View): void {
    const [was, is] = [shownOf(before), shownOf(view)]
    if (!is)
      return this.blame(
        'no_token_lost',
        `the pointer shows generation ${view.generation}, which is not in the journal`,
      )
    if (view.grantNo < before.grantNo)
      this.blame('new_grant_only', `grant ${view.grantNo} after ${before.grantNo}`)
    if (is.grantNo !== view.grantNo)
      this.blame(
        'new_grant_only',
        `the pointer of grant ${view.grantNo} shows a token of grant ${is.grantNo}`,
      )
    if (!was || was.generation === is.generation || was.grantNo !== is.grantNo) return
    const isOlder = is.issued.serial < was.issued.serial
    const wasRefused = view.journal.some(
      ({ generation, isRefused }) => generation === was.generation && isRefused,
    )
    if (isOlder && !wasRefused && before.status !== 'needs_reauth' && !areSiblings(view, was, is))
      this.blame('newer_not_overwritten', `${is.issued.refreshToken} over ${was.issued.refreshToken}`)
  }

  /** Before a refresh token is presented, the newest of the journal is adopted. */
  #judgeClaim(view: View, { generation, fromGeneration, grantNo, state }: Attempt): void {
    if (state !== 'sent' || this.#judgedClaims.has(generation)) return
    this.#judgedClaims.add(generation)
    if (view.status === 'closing') return
    const newest = view.journal
      .filter((kept) => kept.grantNo === grantNo && !kept.isRefused)
      .reduce((most, kept) => Math.max(most, kept.generation), 0)
    if (fromGeneration !== newest)
      this.blame(
        'newest_adopted_first',
        `generation ${fromGeneration} is presented, ${newest} is in the journal`,
      )
  }

  /** Given up: no token in the journal may be one that the provider would still take. */
  #judgeDeath(view: View): void {
    const alive = this.#alive(view)
    if (alive) this.blame('not_falsely_dead', `given up while ${alive.issued.refreshToken} would be taken`)
  }

  #alive(view: View): Kept | undefined {
    return view.journal.find(
      ({ grantNo, issued }) => grantNo === view.grantNo && this.#provider.takes(issued.refreshToken),
    )
  }

  #isEnding(): boolean {
    const view = this.views.at(-1)
    return view === null || view?.status === 'closing'
  }

  /** When everything has settled, before the last read. */
  atRest(view: View | null, rows: { sent: number; stored: number }, calls: readonly Call[]): void {
    for (const { no, death } of this.#provider.grants) {
      if (this.#wasLost(no)) this.reached.add('answer lost')
      if (death?.cause === 'reused') this.reached.add('reuse detected')
    }
    if (rows.sent > 0) this.blame('no_attempt_for_ever', `${rows.sent} attempts are 'sent'`)
    this.#judgeReuse()
    if (view === null) return this.#judgeEnd(rows.stored, calls)
    const grant = this.#provider.grants[view.grantNo - 1]!
    if (!this.#alive(view) && !this.#isForgiven(grant.no))
      this.blame('no_token_lost', `no token in the journal is taken, and no answer was lost`)
    if (view.status === 'needs_reauth' && !this.#isForgiven(grant.no))
      this.blame('not_falsely_dead', `needs_reauth at the end`)
    if (view.status === 'closing') this.blame('nothing_left_alive', 'the connection is closing for ever')
  }

  #judgeEnd(stored: number, calls: readonly Call[]): void {
    if (stored > 0) this.blame('nothing_stored', `${stored} rows are left`)
    // Where only a live access token ends a grant, one that ended in the hands of who slept with it ends nothing.
    const cameTooLate = calls.some(
      ({ what, token, sentAt }) =>
        what === 'revoke' &&
        this.#provider.kind === 'pair' &&
        this.#provider.issuedAs(token)!.expiresAt <= sentAt,
    )
    for (const grant of this.#provider.grants) {
      if (!grant.death && !this.#wasLost(grant.no) && !cameTooLate)
        this.blame('nothing_left_alive', `grant ${grant.no} lives at the provider`)
    }
  }

  #judgeReuse(): void {
    for (const { no, death } of this.#provider.grants) {
      if (
        death?.cause !== 'reused' ||
        this.#wasLost(no) ||
        this.#lastTries.has(no) ||
        this.#wasEndingAt(death.step)
      )
        continue
      this.blame(
        'grant_not_killed_by_us',
        `a used token of grant ${no} was presented though no answer was lost`,
      )
    }
  }

  /** A connection may need its owner only when its person withdrew it, or an answer was really lost. */
  #isForgiven(no: number): boolean {
    const { death } = this.#provider.grants[no - 1]!
    return death?.cause === 'withdrawn' || this.#wasLost(no) || this.#lastTries.has(no)
  }

  /** The newest token never came into anybody's hands, or died in them. */
  #wasLost(no: number): boolean {
    const { serial } = this.#provider.grants[no - 1]!
    return this.#provider.issued
      .filter((issued) => issued.grant === no && issued.serial === serial)
      .every(isLost)
  }

  #wasEndingAt(step: number): boolean {
    const view = this.views.findLast((each) => each !== null && each.step <= step)
    const isGone = this.views.some((each) => each === null)
    return (
      view?.status === 'closing' || (isGone && !this.views.some((each) => each !== null && each.step > step))
    )
  }
}

function* situationsBetween(before: View, view: View): Iterable<Situation> {
  const [was, is] = [shownOf(before), shownOf(view)]
  const isNew = (kept: Kept) => !before.journal.some(({ generation }) => generation === kept.generation)
  const hasMoved = was?.generation !== is?.generation
  if (
    view.attempts.some(
      ({ state, generation }) =>
        state === 'unknown' &&
        before.attempts.some((each) => each.generation === generation && each.state === 'sent'),
    )
  )
    yield 'takeover'
  if (!hasMoved && view.journal.some(isNew)) yield 'late save'
  if (hasMoved && is && !isNew(is)) yield is.generation > was!.generation ? 'adopted' : 'older token tried'
  if (view.grantNo > before.grantNo) yield 'reconnected'
  if (before.status === 'active' && view.status === 'needs_reauth') yield 'given up'
  if (before.status === 'needs_reauth' && view.status === 'active' && view.grantNo === before.grantNo)
    yield 'revived'
}

const isLost = ({ heardBy, isKept }: Issued): boolean => !isKept && (heardBy === null || !heardBy.isAlive)

/** The provider itself said that it did not take or serve it, and its sender heard. */
const wasRefused = ({ heard }: Call): boolean =>
  heard?.kind === 'not_sent' || (heard?.kind === 'answered' && heard.status >= 400)

/** Two answers to one and the same refresh token: in which order the provider made them is not to be known. */
const areSiblings = ({ attempts }: View, one: Kept, other: Kept): boolean => {
  const from = (kept: Kept) =>
    attempts.find(({ generation }) => generation === kept.generation)?.fromGeneration
  return from(one) !== undefined && from(one) === from(other)
}
