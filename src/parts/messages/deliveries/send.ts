import { millisecondsAfter, secondsAfter } from '../../../kit/duration.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { Refused } from '../../vault/index.ts'
import { refusalOfEndpoint } from '../endpoints/address.ts'
import { signingSecrets } from '../endpoints/secrets.ts'
import { messageSettings } from '../settings.ts'
import { bookOutcome, type Outcome, outcomeOf } from './outcome.ts'
import { bodyOf } from './payload.ts'
import { signedHeaders } from './signature.ts'
import { claimDue, type Claimed, userOf } from './store.ts'

const exchangeMilliseconds = 15_000
// Longer than the exchange with what is read before it and written after, so that a claim never ends under a live one;
// short enough that what a killed process held leaves half a minute later.
const claimSeconds = 30
/** Under way at once in this process: receivers that hang hold up their own events and no other's. */
const mostUnderWay = 32
const mostOfEndpoint = 8
/** Three attempts, about five minutes: then a connection's later events pass the one that does not arrive. */
const patientAttempts = 3
/** The driver asks again each second; what has not been taken by then is for the next time, so that a process can end. */
const longestFillMilliseconds = 2_000

/** What this process has under way. */
interface Sender {
  underWay: number
  isTaking: boolean
  /** Something has ended since it began to take: more may be due. */
  takesAgain: boolean
  takesUntil: number
}
const senders = resident((): Sender => ({ underWay: 0, isTaking: false, takesAgain: false, takesUntil: 0 }))

/**
 * Sends what is due, in the background: a receiver that takes its time holds up no other job. At least once: a process
 * that dies between an answer and its booking leaves a claim that ends, and the event is sent again under the same id.
 * @returns deliveries taken at once
 */
export async function send(world: World, budgetMilliseconds: number): Promise<number> {
  const sender = senders(world)
  const fillMilliseconds = Math.min(budgetMilliseconds, longestFillMilliseconds)
  sender.takesUntil = millisecondsAfter(world.now(), fillMilliseconds).getTime()
  return take(world, sender)
}

/** One look at a time: whoever ends meanwhile asks for another. */
async function take(world: World, sender: Sender): Promise<number> {
  sender.takesAgain = true
  if (sender.isTaking) return 0
  sender.isTaking = true
  let taken = 0
  try {
    while (sender.takesAgain && sender.underWay < mostUnderWay) {
      sender.takesAgain = false
      const claimed = await claimDue(as(world, { role: 'jobs' }), {
        most: mostUnderWay - sender.underWay,
        mostOfEndpoint,
        patientAttempts,
        until: secondsAfter(world.now(), claimSeconds),
      })
      for (const each of claimed) world.background(sendOne(world, sender, each))
      taken += claimed.length
    }
    return taken
  } finally {
    sender.isTaking = false
  }
}

async function sendOne(world: World, sender: Sender, claimed: Claimed): Promise<void> {
  sender.underWay += 1
  try {
    await deliver(world, claimed)
  } finally {
    sender.underWay -= 1
  }
  if (world.now().getTime() < sender.takesUntil) await take(world, sender)
}

async function deliver(world: World, claimed: Claimed): Promise<void> {
  await world.point('webhooks.claimed')
  const startedAt = world.now()
  const outcome = await attempt(world, claimed)
  await world.point('webhooks.answered')
  await bookOutcome(world, claimed, outcome, startedAt)
}

async function attempt(world: World, claimed: Claimed): Promise<Outcome> {
  const { accountId, endpointId, eventId: id, url } = claimed
  const account = as(world, { role: 'app', accountId })
  // What may be called can have changed since the endpoint was made.
  if (refusalOfEndpoint(world, url) !== null) return notSent('address_refused')
  const secrets = await openedSecrets(account, accountId, endpointId)
  if (secrets.length === 0) return notSent('secret_unreadable')
  const body = bodyOf(claimed, await userOf(account, claimed))
  const exchange = await world.http.send({
    method: 'POST',
    url: new URL(url),
    headers: {
      'content-type': 'application/json',
      ...signedHeaders({ id, at: world.now(), body }, secrets),
    },
    body,
    deadlineMilliseconds: exchangeMilliseconds,
    // An account names the address: what is configured for other calls, such as the KMS, is not for it to reach.
    privateOrigins: world.settings(messageSettings).webhookOrigins,
  })
  return outcomeOf(world, exchange)
}

const notSent = (reason: string): Outcome => ({ status: null, reason, notBefore: null })

/** Nothing leaves unsigned: without its secret a delivery waits for one that opens. */
async function openedSecrets(account: World, accountId: string, endpointId: string): Promise<Buffer[]> {
  try {
    return await signingSecrets(account, accountId, endpointId)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    account.log.error("an endpoint's secret does not open", { reason: error.reason })
    return []
  }
}
