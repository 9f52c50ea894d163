import { daysAfter, secondsBetween } from '../../../kit/duration.ts'
import { countedAddress, networkOf } from '../../../kit/http-peer.ts'
import { job } from '../../../kit/job.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { keyedHash } from '../../vault/index.ts'
import { accountFaults } from '../faults.ts'
import {
  type Count,
  deleteGuesses,
  findGuesses,
  giveBackGuess,
  longestWaitSeconds,
  type Patience,
  pruneGuesses,
  takeGuess,
} from './guess-store.ts'

/** NIST 800-63B asks for at most 100. */
export const mostWrongInARow = 100
/** A typist's slips cost nothing. */
const patienceWithAccount: Patience = { free: 10, most: mostWrongInARow, forgottenAfterSeconds: null }
/** Many people may come from one address, and more from one network. */
const patienceWithAddress: Patience = { free: 30, most: 1_000_000, forgottenAfterSeconds: 3600 }
const patienceWithNetwork: Patience = { free: 100, most: 1_000_000, forgottenAfterSeconds: 3600 }

/** One guess at a secret of somebody. */
export interface Guess {
  /** Whose secret it is: an address in its normal form, which any stranger may give, or {@link secretsOf} who is signed in. */
  account: string
  asked: Asked
  /**
   * A browser that signed in to this account before. Its guesses are counted by themselves alone, so that nobody keeps the
   * owner out by guessing wrong elsewhere. Default none.
   */
  deviceId?: string | null | undefined
  /** Done when this was the last guess that the account bears: only a known browser, or a new secret by mail, helps now. */
  onLast?: (() => Promise<void>) | undefined
}

/** Names a signed-in person's account as no address can: no text from outside holds U+0000. */
export const secretsOf = (accountId: string): string => `\0${accountId}`

/**
 * Looks at a guess, unless too many were wrong before: of this account, from this address, from this network. It is counted
 * as wrong before it is looked at, and given back when it was not, so that many at once, in any number of processes, are
 * never more than the limit.
 * @param attempt tells what the right guess leads to; undefined: it was wrong. When it throws, no guess was made
 * @throws TOO_MANY_GUESSES with the seconds to wait
 */
export async function guarded<T>(
  world: World,
  guess: Guess,
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const app = as(world, { role: 'app' })
  const counts = countsOf(world, guess)
  if (!(await takeAll(app, counts))) throw await refusal(app, counts)
  let outcome: T | undefined
  try {
    outcome = await attempt()
  } catch (error) {
    await transaction(app, (world) => each(counts, (count) => giveBackGuess(world, count)))
    throw error
  }
  if (outcome === undefined) await tellOfLast(app, guess, counts)
  else await transaction(app, (world) => forgiveAll(world, guess, counts))
  return outcome
}

/** Wrong guesses at an account are forgotten: its secret was replaced by mail. */
export const forgetGuesses = (world: World, account: string): Promise<unknown> => {
  const { kind, mac } = countOf(world, 'account', account, patienceWithAccount)
  return deleteGuesses(world, kind, mac)
}

function countsOf(world: World, { account, asked, deviceId }: Guess): readonly Count[] {
  if (deviceId) return [countOf(world, 'device', `${deviceId} ${account}`, patienceWithAccount)]
  const { address } = asked
  // Of an entry that knows no peer all strangers are one.
  const [counted, network] =
    address === undefined ? ['unknown', 'unknown'] : [countedAddress(address), networkOf(address)]
  // In one order for all, as each waits for the row of the one before.
  return [
    countOf(world, 'account', account, patienceWithAccount),
    countOf(world, 'address', counted, patienceWithAddress),
    countOf(world, 'network', network, patienceWithNetwork),
  ]
}

const countOf = (world: World, kind: string, name: string, patience: Patience): Count => ({
  kind,
  mac: keyedHash(world, 'lookup', `guesses\0${kind}\0${name}`).mac,
  patience,
})

class MustWait extends Error {
  override readonly name = 'MustWait'
}

/** All counts, or none. */
async function takeAll(world: World, counts: readonly Count[]): Promise<boolean> {
  try {
    await transaction(world, (world) =>
      each(counts, async (count) => {
        if (!(await takeGuess(world, count))) throw new MustWait()
      }),
    )
    return true
  } catch (error) {
    if (error instanceof MustWait) return false
    throw error
  }
}

async function each(counts: readonly Count[], work: (count: Count) => Promise<unknown>): Promise<void> {
  for (const count of counts) await work(count)
}

async function forgiveAll(
  world: World,
  { account, deviceId }: Guess,
  counts: readonly Count[],
): Promise<void> {
  await each(counts, (count) => forgive(world, count))
  // The owner was here: what others guessed meanwhile is no row of wrong ones any more.
  if (deviceId) await forgetGuesses(world, account)
}

async function tellOfLast(world: World, { onLast }: Guess, [count]: readonly Count[]): Promise<void> {
  if (!onLast || count!.kind !== 'account') return
  const waiting = await findGuesses(world, count!.kind, count!.mac)
  if (waiting?.wrong === patienceWithAccount.most) await onLast()
}

/** A right guess ends a row of wrong ones at the account; from an address it is only no further one. */
const forgive = (world: World, count: Count): Promise<unknown> =>
  count.kind === 'address' || count.kind === 'network'
    ? giveBackGuess(world, count)
    : deleteGuesses(world, count.kind, count.mac)

async function refusal(world: World, counts: readonly Count[]): Promise<Error> {
  const found = await Promise.all(counts.map(({ kind, mac }) => findGuesses(world, kind, mac)))
  const seconds = found.map((waiting, n) =>
    waiting === undefined
      ? 1
      : waiting.wrong >= counts[n]!.patience.most
        ? longestWaitSeconds
        : secondsBetween(world.now(), waiting.notBefore),
  )
  return accountFaults.TOO_MANY_GUESSES({ retryAfterSeconds: Math.max(1, ...seconds) })
}

/** Counts nobody adds to any more go after a month. */
export const pruneGuessesJob = job({
  name: 'accounts.guesses',
  everySeconds: 3600,
  run: async (world) =>
    (await pruneGuesses(as(world, { role: 'jobs' }), daysAfter(world.now(), -30), 5000)).length,
})
