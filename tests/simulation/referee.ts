import { Fault } from '../../src/kit/fault.ts'
import type { FreshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import type { Call } from './network.ts'
import { type Attempt, type Kept, type Rest, shownOf, type View } from './observer.ts'
import type { Issued, Provider } from './provider.ts'
import { type Situation, situationsBetween } from './situations.ts'
import type { Moment } from './stage.ts'

/** The rules, named as the model of the protocol names them (spec/). */
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

export interface Breach {
  rule: Rule
  words: string
  step: number
}

/** Watches every step and says which rule was broken, when. */
export class Referee {
  readonly breaches: Breach[] = []
  readonly reached = new Set<Situation>()
  /** Every look at the rows; null once there are none. */
  readonly views: (View | null)[] = []
  readonly #provider: Provider
  readonly #moment: Moment
  /** Grants for which a token in doubt was presented again after its access token's end: the protocol accepts the risk. */
  readonly #lastTries = new Set<number>()
  readonly #judgedClaims = new Set<number>()

  constructor(provider: Provider, moment: Moment) {
    this.#provider = provider
    this.#moment = moment
  }

  blame(rule: Rule, words: string): void {
    this.breaches.push({ rule, words, step: this.#moment.taken })
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
    const issued = this.#provider.issuedAs(call.token)
    if (call.what === 'revoke' && (!issued || issued.kept === 'nowhere')) this.reached.add('late revoke')
    if (call.what !== 'refresh') return
    if (this.#isEnding) this.reached.add('closer refreshed')
    const isInDoubt = calls.some(
      (each) => each !== call && each.what === 'refresh' && each.token === call.token && !wasRefused(each),
    )
    if (this.#provider.kind === 'reuse' && isInDoubt) this.#judgeResend(issued!)
  }

  /** The last reader's answer, when everything has settled. */
  judgeLast(answer: FreshToken | Fault | null): void {
    if (answer instanceof Fault) {
      const wanted = this.views.at(-1) === null ? 'CONNECTION_NOT_FOUND' : 'NEEDS_REAUTH'
      if (answer.code !== wanted) this.blame('fresh_token', `the last reader got ${answer.code}`)
      return
    }
    const issued = answer && this.#provider.issuedAs(answer.accessToken)
    const isTaken = issued && issued.expiresAt > this.#moment.now && !this.#grantOf(issued).death
    if (!isTaken)
      this.blame(
        'fresh_token',
        `the last reader got ${answer?.accessToken ?? 'no answer'}, which is not taken`,
      )
  }

  /** When everything has settled. */
  judgeRest(rows: Rest, calls: readonly Call[]): void {
    const view = this.views.at(-1) ?? null
    this.#noteLosses()
    this.#judgeReuse()
    if (rows.sent > 0) this.blame('no_attempt_for_ever', `${rows.sent} attempts are 'sent'`)
    if (view === null) return this.#judgeEnd(rows, calls)
    const isForgiven = this.#isForgiven(view.grantNo)
    if (!this.#alive(view) && !isForgiven)
      this.blame('no_token_lost', 'no token in the journal is taken, and no answer was lost')
    if (view.status === 'needs_reauth' && !isForgiven)
      this.blame('not_falsely_dead', 'needs_reauth at the end')
    if (view.status === 'closing') this.blame('nothing_left_alive', 'the connection is closing for ever')
  }

  /** A pointer that moves back is right only when what it showed was refused, or nobody can know which is newer. */
  #comparePointers(before: View, view: View): void {
    const [was, is] = [shownOf(before), shownOf(view)]
    if (!is)
      return this.blame('no_token_lost', `generation ${view.generation} is shown and not in the journal`)
    if (is.grantNo !== view.grantNo || view.grantNo < before.grantNo)
      this.blame(
        'new_grant_only',
        `grant ${is.grantNo} is shown, ${Math.max(view.grantNo, before.grantNo)} is the newest`,
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
    const ofGrant = view.journal.filter((kept) => kept.grantNo === grantNo)
    const newest = newestOf(ofGrant.filter((kept) => !kept.isRefused))
    // Who ends a connection may ask with what was refused before, when nothing newer is there: an older one ends no more.
    const mayAskAgain = view.status === 'closing' && (newest === 0 || fromGeneration === newestOf(ofGrant))
    if (fromGeneration !== newest && !mayAskAgain)
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

  #judgeResend(issued: Issued): void {
    const ends = this.#provider.issued
      .filter(({ refreshToken }) => refreshToken === issued.refreshToken)
      .map(({ expiresAt }) => expiresAt)
    // One that revived a connection is shown as ended, so that nobody reads what the refusal may have killed: there is
    // nothing to be kept alive for.
    const isShownAsEnded = (this.views.at(-1)?.expiresAt ?? Infinity) <= this.#moment.now
    if (Math.max(...ends) <= this.#moment.now || isShownAsEnded) {
      this.#lastTries.add(issued.grant)
      this.reached.add('last try')
    } else if (!this.#isEnding)
      this.blame(
        'no_resend_while_alive',
        `${issued.refreshToken} is in doubt, its access token lives, and it is sent again`,
      )
  }

  #judgeEnd({ stored, isErased }: Rest, calls: readonly Call[]): void {
    if (stored > 0) this.blame('nothing_stored', `${stored} rows are left`)
    if (this.#isBeyondUs(calls)) return
    for (const { no, death } of this.#provider.grants)
      if (!death && !this.#wasLost(no) && !(isErased && this.#wasLostToErase(no)))
        this.blame('nothing_left_alive', `grant ${no} lives at the provider`)
  }

  /**
   * Where only a live access token of the pair ends its grants: one that ended in the hands of who slept with it ends
   * nothing, and when an answer was lost there may be none.
   */
  #isBeyondUs(calls: readonly Call[]): boolean {
    if (this.#provider.kind !== 'pair') return false
    const cameTooLate = calls.some(
      ({ what, token, sentAt }) => what === 'revoke' && this.#provider.issuedAs(token)!.expiresAt <= sentAt,
    )
    return cameTooLate || this.#provider.grants.some(({ no }) => this.#wasLost(no))
  }

  #judgeReuse(): void {
    for (const { no, death } of this.#provider.grants)
      if (
        death?.cause === 'reused' &&
        !this.#wasLost(no) &&
        !this.#lastTries.has(no) &&
        !this.#wasEndingAt(death.step)
      )
        this.blame(
          'grant_not_killed_by_us',
          `a used token of grant ${no} was presented though no answer was lost`,
        )
  }

  #noteLosses(): void {
    for (const { no, death } of this.#provider.grants) {
      if (this.#wasLost(no)) this.reached.add('answer lost')
      if (death?.cause === 'reused') this.reached.add('reuse detected')
    }
  }

  #alive = ({ journal, grantNo }: View): Kept | undefined =>
    journal.find((kept) => kept.grantNo === grantNo && this.#provider.takes(kept.issued.refreshToken))

  /** A connection may need its owner only when its person withdrew it, or an answer was really lost. */
  #isForgiven = (no: number): boolean =>
    this.#provider.grants[no - 1]!.death?.cause === 'withdrawn' ||
    this.#wasLost(no) ||
    this.#lastTries.has(no)

  /** The newest token never came into anybody's hands, or died in them. */
  #wasLost = (no: number): boolean => this.#newestIssued(no).every(isLost)

  /** It lay in the spill of who slept on until the key that opens it was erased: nobody can end its grant any more. */
  #wasLostToErase = (no: number): boolean =>
    this.#newestIssued(no).every((issued) => issued.kept === 'spill' || isLost(issued))

  #newestIssued(no: number): Issued[] {
    const { serial } = this.#provider.grants[no - 1]!
    return this.#provider.issued.filter((issued) => issued.grant === no && issued.serial === serial)
  }

  #grantOf = (issued: Issued) => this.#provider.grants[issued.grant - 1]!

  get #isEnding(): boolean {
    const view = this.views.at(-1)
    return view === null || view?.status === 'closing'
  }

  #wasEndingAt(step: number): boolean {
    const last = this.views.findLast((view) => view !== null && view.step <= step)
    const hasEnded =
      this.views.includes(null) && !this.views.some((view) => view !== null && view.step > step)
    return last?.status === 'closing' || hasEnded
  }
}

const isLost = ({ heardBy, kept }: Issued): boolean =>
  kept === 'nowhere' && (heardBy === null || !heardBy.isAlive)

/** The provider itself said that it did not take or serve it, and its sender heard. */
const wasRefused = ({ heard }: Call): boolean =>
  heard?.kind === 'not_sent' || (heard?.kind === 'answered' && heard.status >= 400)

/** Two answers to one and the same refresh token: in which order the provider made them is not to be known. */
const areSiblings = ({ attempts }: View, one: Kept, other: Kept): boolean => {
  const from = (kept: Kept) =>
    attempts.find(({ generation }) => generation === kept.generation)?.fromGeneration
  return from(one) !== undefined && from(one) === from(other)
}

const newestOf = (kept: readonly { generation: number }[]): number =>
  Math.max(0, ...kept.map(({ generation }) => generation))
