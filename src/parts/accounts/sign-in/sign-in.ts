import { minutesAfter } from '../../../kit/duration.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { deployment } from '../directory/store.ts'
import { putChallenge } from '../factors/challenge-store.ts'
import { hasFactor } from '../factors/store.ts'
import { accountFaults } from '../faults.ts'
import { isFeatureOn } from '../../../kit/flags.ts'
import { normalAddress } from '../people/address.ts'
import { findByAddress } from '../people/person.ts'
import { hashQueue } from '../passwords/hash-queue.ts'
import { hashPassword, verifyPassword } from '../passwords/hash.ts'
import { findPassword, holdPassword, type KeptPassword, rehashPassword } from '../passwords/store.ts'
import { personCookie } from '../sessions/cookies.ts'
import { deviceOf } from './devices.ts'
import { guarded } from './guesses.ts'
import { letIn, type LetIn } from './let-in.ts'
import { tellOfLock } from './notices.ts'

export interface Credentials {
  email: string
  password: string
}

/** The password was right, and a code is asked for: the cookie names what the browser was asked. */
export interface SecondStep {
  cookies: string[]
}

export type SignedIn = LetIn | { instead: SecondStep }

/** Stands for whoever has an address that nobody has: the same statements are made for both. */
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Signs somebody in by address and password. Whether anybody has that address makes no difference to who does not know the
 * password: the same answer after the same work, and the same limits.
 * @throws WRONG_CREDENTIALS, TOO_MANY_GUESSES, SIGN_IN_BUSY, ACCOUNT_DISABLED (to who knew the password)
 */
export const signIn = (world: World, credentials: Credentials, asked: Asked): Promise<SignedIn> =>
  hashQueue(world).admit(() => admitted(world, credentials, asked))

async function admitted(world: World, { email, password }: Credentials, asked: Asked): Promise<SignedIn> {
  const account = normalAddress(email)
  const accountId = (await findByAddress(world, account)) ?? nobody
  const device = await deviceOf(world, accountId, asked)
  const onLast = () => tellOfLock(world, accountId, 'sign_in', asked)
  const kept = await guarded(world, { account, asked, deviceId: device.id, onLast }, () =>
    provePassword(world, accountId, password),
  )
  if (!kept) {
    await recordRefusal(world, accountId, asked)
    throw accountFaults.WRONG_CREDENTIALS()
  }
  await world.point('sign_in.proved')
  return letIn(world, { accountId, methods: ['pwd'], asked, device }, async (world) => {
    // Changed while it was looked at: it is the password no more.
    if (!(await holdPassword(world, accountId, kept.changedAt))) throw accountFaults.WRONG_CREDENTIALS()
    return (await hasFactor(world)) ? askForSecondStep(world, accountId) : undefined
  })
}

/**
 * Whether that is the person's password; one kept by weaker means than today's is hashed anew.
 * @returns undefined when it is wrong
 */
export async function provePassword(
  world: World,
  accountId: string,
  password: string,
): Promise<KeptPassword | undefined> {
  const kept = await findPassword(as(world, { role: 'app' }), accountId)
  const { isRight, needsRehash } = await verifyPassword(world, password, kept?.hash ?? null)
  if (!kept || !isRight) return undefined
  if (needsRehash) {
    const hash = await hashPassword(world, password)
    await rehashPassword(as(world, { role: 'app', accountId }), accountId, hash, kept.changedAt)
  }
  return kept
}

const secondStepMinutes = 5

/** Asked for whatever TWO_FACTOR_ENABLED says: to switch it off weakens nobody who enrolled. */
async function askForSecondStep(world: World, accountId: string): Promise<SecondStep> {
  const secret = base64url(world.random(32))
  const expiresAt = minutesAfter(world.now(), secondStepMinutes)
  await putChallenge(world, sha256(secret), 'second_step', { accountId, methods: ['pwd'] }, expiresAt)
  return { cookies: [personCookie(world, 'challenge', secret, secondStepMinutes * 60)] }
}

/** Told each time: until it is on again, these people cannot take their factor off. */
export async function warnOfFactorsOff(world: World): Promise<void> {
  if (!(await isFeatureOn(world, 'TWO_FACTOR_ENABLED')))
    world.log.warn(
      'TWO_FACTOR_ENABLED is off, and somebody who enrolled before is still asked for the code',
      {
        code: 'TWO_FACTOR_STILL_ASKED',
      },
    )
}

async function recordRefusal(world: World, accountId: string, asked: Asked): Promise<void> {
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const isKnown = accountId !== nobody
  const owner = isKnown ? accountId : homeAccountId
  await transaction(as(world, { role: 'app', accountId: owner }), (world) =>
    record(world, {
      action: 'person.sign_in_refused',
      accountId: owner,
      actor: { kind: 'anyone', id: null },
      outcome: 'refused',
      requestId: asked.id,
      detail: { reason: isKnown ? 'password' : 'nobody', factor: 'pwd' },
    }),
  )
}
