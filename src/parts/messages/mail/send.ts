import { hoursAfter, millisecondsAfter, secondsAfter } from '../../../kit/duration.ts'
import { type Letter, type Mail, MailTrouble } from '../../../kit/mail.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { open, Refused } from '../../vault/index.ts'
import { contentOf, usefulSeconds } from './letters.ts'
import { onPaper } from './paper.ts'
import { mailPlace } from './queue.ts'
import { bookMail, type Claimed, claimMail } from './store.ts'

/** A server that takes longer counts as one that is away. */
const patienceMilliseconds = 30_000
// Longer than one letter with what is read before it and written after, so that a claim never ends under a live one.
const claimSeconds = 60
/** Under way at once in this process: one that hangs holds up no other, and no server is flooded. */
const mostUnderWay = 4
/** The driver asks again each second; what has not been taken by then is for the next time, so that a process can end. */
const longestFillMilliseconds = 5_000
/** Seconds before the next attempt, after the first, the second …; the last again and again, as long as it is of use. */
const delaysSeconds = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400]
const longestPauseSeconds = 300
/** Without a way out, letters wait for one as long. */
const longestUseHours = 24

/** What this process has under way. */
interface Postman {
  underWay: number
  isTaking: boolean
  /** A letter has ended since it began to take: more may be due. */
  takesAgain: boolean
  takesUntil: number
  /** One behind the other for which the server was away. */
  failures: number
  notBefore: Date | null
}
const postmen = resident((): Postman => ({
  underWay: 0,
  isTaking: false,
  takesAgain: false,
  takesUntil: 0,
  failures: 0,
  notBefore: null,
}))

/**
 * Sends what is due, in the background: a server that hangs holds up no other job. At least once: a process that dies between
 * a server's yes and its booking leaves a claim that ends, and the letter is sent again under the same id.
 * @returns letters taken at once
 */
export async function send(world: World, budgetMilliseconds: number): Promise<number> {
  const postman = postmen(world)
  const fillMilliseconds = Math.min(budgetMilliseconds, longestFillMilliseconds)
  postman.takesUntil = millisecondsAfter(world.now(), fillMilliseconds).getTime()
  return take(world, postman)
}

/** One look at a time: a letter that ends meanwhile asks for another. */
async function take(world: World, postman: Postman): Promise<number> {
  postman.takesAgain = true
  if (postman.isTaking) return 0
  postman.isTaking = true
  let taken = 0
  try {
    while (postman.takesAgain && postman.underWay < mostUnderWay && !isPausing(world, postman)) {
      postman.takesAgain = false
      const claimed = await claimMail(as(world, { role: 'jobs' }), {
        most: mostUnderWay - postman.underWay,
        until: secondsAfter(world.now(), claimSeconds),
        queuedBefore: world.mail ? world.now() : hoursAfter(world.now(), -longestUseHours),
      })
      for (const each of claimed) world.background(sendOne(world, postman, each))
      taken += claimed.length
    }
    return taken
  } finally {
    postman.isTaking = false
  }
}

const isPausing = ({ now }: World, { notBefore }: Postman): boolean => notBefore !== null && now() < notBefore

async function sendOne(world: World, postman: Postman, claimed: Claimed): Promise<void> {
  postman.underWay += 1
  try {
    await deliver(world, postman, claimed)
  } finally {
    postman.underWay -= 1
  }
  if (world.now().getTime() < postman.takesUntil) await take(world, postman)
}

async function deliver(world: World, postman: Postman, claimed: Claimed): Promise<void> {
  const { accountId, template, createdAt } = claimed
  const account = as(world, { role: 'app', accountId })
  await world.point('mail.claimed')
  const endsAt = secondsAfter(createdAt, usefulSeconds(template))
  if (!world.mail) return book(account, claimed, { state: 'failed', reason: 'no_server' })
  if (world.now() >= endsAt)
    return book(account, claimed, { state: 'failed', reason: claimed.reason ?? 'too_late' })
  const letter = await letterOf(account, claimed)
  if (!letter) return book(account, claimed, { state: 'failed', reason: 'unreadable' })
  const trouble = await handOver(world, world.mail, letter, postman)
  await world.point('mail.taken')
  pauseAfter(world, postman, trouble)
  if (trouble === null) return book(account, claimed, { state: 'sent', reason: null })
  const delaySeconds = delaysSeconds[claimed.attempts - 1] ?? delaysSeconds.at(-1)!
  // A server that is away says nothing about this letter: it waits no longer than the server is left alone.
  const nextAt = trouble.kind === 'away' ? postman.notBefore! : secondsAfter(world.now(), delaySeconds)
  if (trouble.kind === 'refused' || nextAt >= endsAt)
    return book(account, claimed, { state: 'failed', reason: trouble.code })
  await bookMail(account, claimed, { state: 'waiting', reason: trouble.code, nextAt })
}

/** @returns null where it does not open, or this version does not know it */
async function letterOf(account: World, claimed: Claimed): Promise<Letter | null> {
  const { accountId, id, template, content, generation } = claimed
  try {
    const opened = await open(account, mailPlace(accountId, id, generation), content)
    const { to, values } = JSON.parse(opened.toString()) as { to: string; values: Record<string, string> }
    const written = contentOf(account, template, values)
    return written && { id, to, ...onPaper(written) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    account.log.error('a mail does not open', { reason: error.reason })
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
  const sent = mail.send(letter).then(() => null, troubleOf)
  const late = new MailTrouble('away', 'timed_out')
  const waited = wait(patienceMilliseconds, ending.signal).then(
    () => late,
    () => late,
  )
  const outcome = await Promise.race([sent, waited])
  ending.abort()
  if (outcome === late) {
    // Given up, but it has not ended: it keeps its place until it has.
    postman.underWay += 1
    void sent.then(() => (postman.underWay -= 1))
  }
  return outcome
}

const troubleOf = (error: unknown): MailTrouble =>
  error instanceof MailTrouble ? error : new MailTrouble('later', 'unknown')

/** A server that is away is asked for one letter now and then; the others wait untried. */
function pauseAfter(world: World, postman: Postman, trouble: MailTrouble | null): void {
  if (trouble?.kind !== 'away') {
    postman.failures = 0
    postman.notBefore = null
    return
  }
  postman.failures += 1
  if (postman.failures === 1) world.log.warn('mail does not leave', { code: trouble.code })
  const pauseSeconds = Math.min(longestPauseSeconds, 2 ** postman.failures)
  postman.notBefore = secondsAfter(world.now(), pauseSeconds)
}

/** It has ended: the row and the log say how. */
async function book(
  account: World,
  claimed: Claimed,
  { state, reason }: { state: 'sent' | 'failed'; reason: string | null },
): Promise<void> {
  const { accountId, id, template } = claimed
  await transaction(account, async (world) => {
    if (!(await bookMail(world, claimed, { state, reason, nextAt: null }))) return
    await record(world, {
      action: state === 'sent' ? 'mail.sent' : 'mail.failed',
      accountId,
      object: { kind: 'mail', id },
      actor: { kind: 'job', id: 'mail' },
      outcome: state === 'sent' ? 'ok' : 'failed',
      detail: reason === null ? { template } : { template, reason },
    })
  })
}
