import { hoursAfter, secondsAfter } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { type Letter, type Mail, MailTrouble } from '../../../kit/mail.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { messageSettings } from '../../messages/index.ts'
import { appNameOf, openSession, recordSession } from '../connect/begin.ts'
import { reasonTexts } from '../faults.ts'
import { providersOf } from '../registry.ts'
import { contactOf } from './contact.ts'
import { letterOf } from './letter.ts'
import * as store from './store.ts'

/** A server that takes longer counts as one that is away. */
const patienceMilliseconds = 30_000
// Longer than one letter with what is read before it and written after.
const claimSeconds = 60
const longestRunMilliseconds = 5_000
/** Seconds before the next attempt, after the first, the second …: about a day in all. */
const delaysSeconds = [60, 300, 1_800, 7_200, 21_600, 43_200]
const longestPauseSeconds = 300
/** A mail is not read at once; what the link leads to asks first, and takes only the same account again. */
const linkDays = 3
/** A connection that breaks again and again fills nobody's letter box. */
const mostADay = 5
/** Of one account: a provider that ends every grant at once must not bury the one who could do something about it. */
const mostADayToOperator = 20

interface Postman {
  isAtWork: boolean
  /** A letter was given up that has not ended: no other is begun beside it. */
  unanswered: boolean
  failures: number
  notBefore: Date | null
}
const postmen = resident((): Postman => ({
  isAtWork: false,
  unanswered: false,
  failures: 0,
  notBefore: null,
}))

/** Sends what is due, in the background: a server that hangs holds up no other job. At least once, under one Message-ID. */
export async function send(world: World): Promise<number> {
  const postman = postmen(world)
  const isPausing = postman.notBefore !== null && world.now() < postman.notBefore
  if (!world.mail || postman.isAtWork || postman.unanswered || isPausing) return 0
  postman.isAtWork = true
  world.background(
    sendAll(world, world.mail, postman).finally(() => {
      postman.isAtWork = false
    }),
  )
  return 1
}

async function sendAll(world: World, mail: Mail, postman: Postman): Promise<void> {
  const endsAt = world.now().getTime() + longestRunMilliseconds
  while (world.now().getTime() <= endsAt) {
    const until = secondsAfter(world.now(), claimSeconds)
    const claimed = await store.claimReminder(as(world, { role: 'jobs' }), until)
    if (!claimed) return
    if (!(await sendOne(world, mail, postman, claimed))) return
  }
}

/** @returns whether it is worth going on with the next */
async function sendOne(world: World, mail: Mail, postman: Postman, claimed: store.Claimed): Promise<boolean> {
  const account = as(world, { role: 'app', accountId: claimed.accountId })
  const written = await writtenFor(account, claimed)
  if ('dropped' in written) {
    await store.bookReminder(account, claimed, { state: 'dropped', reason: written.dropped, nextAt: null })
    return true
  }
  const trouble = await handOver(world, mail, written.letter, postman)
  await book(account, claimed, written.receiver, trouble)
  if (trouble?.kind !== 'away') {
    postman.failures = 0
    return true
  }
  postman.failures += 1
  postman.notBefore = secondsAfter(world.now(), Math.min(longestPauseSeconds, 5 * 2 ** postman.failures))
  if (postman.failures === 1) world.log.warn('the mail server takes nothing', { code: trouble.code })
  return false
}

type Receiver = 'user' | 'operator'

/** The letter, when there is still reason to write it and somebody to write to. */
async function writtenFor(
  account: World,
  claimed: store.Claimed,
): Promise<{ letter: Letter; receiver: Receiver } | { dropped: string }> {
  const { accountId, subjectId, eventId } = claimed
  const yesterday = hoursAfter(account.now(), -24)
  const found = await store.needingConnection(account, claimed, yesterday)
  if (!found || found.status !== 'needs_reauth') return { dropped: 'settled' }
  if (found.isOff) return { dropped: 'switched_off' }
  if (found.sentLately >= mostADay) return { dropped: 'too_many' }
  const own = await contactOf(account, accountId, subjectId)
  const to = own ?? account.settings(messageSettings).operatorEmail
  if (to === null) return { dropped: 'no_address' }
  const hasEnough =
    own === null &&
    (await store.sentWithoutAddress(account, yesterday, mostADayToOperator)) >= mostADayToOperator
  if (hasEnough) return { dropped: 'too_many' }
  const letter = letterOf({
    eventId,
    to,
    appName: await appNameOf(account, accountId, found.appName),
    providerTitle: providersOf(account).get(found.provider)?.title ?? found.provider,
    label: found.label,
    reason: found.reason === null ? null : (reasonTexts[found.reason] ?? null),
    link: found.kind === 'oauth2' ? await linkFor(account, claimed) : null,
    linkDays,
  })
  return { letter, receiver: own === null ? 'operator' : 'user' }
}

/** A link of its own for each attempt: what an earlier one wrote is kept nowhere. Null when none can be made now. */
async function linkFor(account: World, { accountId, connectionId }: store.Claimed): Promise<string | null> {
  const caller: Caller = { accountId, actor: { kind: 'job', id: 'reminders' }, scopes: [] }
  try {
    return await transaction(account, async (world) => {
      const wish = { connectionId, linkMinutes: linkDays * 24 * 60 }
      const { session, connectUrl } = await openSession(world, caller, wish)
      await recordSession(world, caller, session)
      return connectUrl
    })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    account.log.warn('a reminder goes without a link', { connectionId, code: error.code })
    return null
  }
}

/** @returns what stood in the way; null: the server took it. Never rejects. */
async function handOver(
  { wait }: World,
  mail: Mail,
  letter: Letter,
  postman: Postman,
): Promise<MailTrouble | null> {
  const ending = new AbortController()
  postman.unanswered = true
  const sent = mail
    .send(letter)
    .then(() => null, troubleOf)
    .finally(() => (postman.unanswered = false))
  const late = () => new MailTrouble('away', 'timed_out')
  const outcome = await Promise.race([sent, wait(patienceMilliseconds, ending.signal).then(late, late)])
  ending.abort()
  return outcome
}

const troubleOf = (error: unknown): MailTrouble =>
  error instanceof MailTrouble ? error : new MailTrouble('later', 'unknown')

async function book(
  account: World,
  claimed: store.Claimed,
  receiver: Receiver,
  trouble: MailTrouble | null,
): Promise<void> {
  const delay = trouble && trouble.kind !== 'refused' ? delaysSeconds[claimed.attempts] : undefined
  const state = trouble === null ? 'sent' : delay === undefined ? 'failed' : 'waiting'
  const nextAt = delay === undefined ? null : secondsAfter(account.now(), delay)
  await transaction(account, async (world) => {
    const isOurs = await store.bookReminder(world, claimed, { state, reason: trouble?.code ?? null, nextAt })
    if (!isOurs || state === 'waiting') return
    await record(world, {
      action: state === 'sent' ? 'connection.reminded' : 'connection.reminder_failed',
      accountId: claimed.accountId,
      subjectId: claimed.subjectId,
      object: { kind: 'connection', id: claimed.connectionId },
      actor: { kind: 'job', id: 'reminders' },
      outcome: state === 'sent' ? 'ok' : 'failed',
      detail: { to: receiver, reason: trouble?.code ?? null },
    })
  })
}
