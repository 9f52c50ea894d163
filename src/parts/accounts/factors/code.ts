import type { Actor } from '../../../kit/event.ts'
import type { Asked } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { holdPerson } from '../people/store.ts'
import { forgetGuesses, takeGuess } from './guess.ts'
import { tellOfFactor } from './notices.ts'
import { fewRecoveryCodes, recoveryCodesLeft, useRecoveryCode } from './recovery-codes.ts'
import { openSecret } from './secret.ts'
import { findAuthenticator, useStep } from './store.ts'
import { stepOfCode } from './totp.ts'

/** By which means a code proves who somebody is: RFC 8176's `otp`, and ours for a recovery code. */
export type CodeMethod = 'otp' | 'rc'

export interface TypedCode {
  accountId: string
  /** As it was typed: six digits of the app, or a recovery code. */
  code: string
  /** Where it was typed, for the log. */
  at: 'sign_in' | 'step_up' | 'disable'
  asked: Asked
}

/** Six digits are the app's; anything else can only be a recovery code. */
export const methodOf = (code: string): CodeMethod => (/^\d{6}$/.test(plain(code)) ? 'otp' : 'rc')
const plain = (code: string): string => code.replaceAll(/\s/g, '')

/**
 * One guess at the codes of an account: counted as wrong before it is looked at, so that of many at once no more are
 * looked at than the limit. `useCode` of a right one takes all of that back.
 * @param world bound to the person's own account, in no transaction
 * @param attempt undefined: the code was wrong, or used before. When it throws, the guess stays counted
 * @throws FACTOR_LOCKED
 */
export async function guessed<T>(
  world: World,
  typed: TypedCode,
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { isLast } = await takeGuess(world, typed.accountId)
  const outcome = await attempt()
  if (outcome !== undefined) return outcome
  await transaction(world, (world) => recordRefusal(world, typed, isLast))
  return undefined
}

/** Uses a code up, and does in the same transaction what it is good for. @throws FACTOR_LOCKED */
export const withCode = <T extends object>(
  world: World,
  typed: TypedCode,
  work: (world: World) => Promise<T>,
): Promise<T | undefined> =>
  guessed(world, typed, () =>
    transaction(world, async (world) => {
      // Everybody who changes anything of a person takes this row first, so that nobody waits in a ring.
      await holdPerson(world)
      return (await useCode(world, typed)) ? work(world) : undefined
    }),
  )

/** In a transaction. One statement decides: of all who come with a code, wherever they do, one has used it up. */
export async function useCode(world: World, typed: TypedCode): Promise<boolean> {
  const { accountId, code } = typed
  const isRight =
    methodOf(code) === 'otp'
      ? await useAppCode(world, accountId, plain(code))
      : await useRecoveryCode(world, accountId, code)
  if (!isRight) return false
  await forgetGuesses(world, accountId)
  if (methodOf(code) === 'rc') await recordRecovery(world, typed)
  return true
}

async function useAppCode(world: World, accountId: string, code: string): Promise<boolean> {
  const authenticator = await findAuthenticator(world)
  if (!authenticator?.enabledAt) return false
  const step = stepOfCode(await openSecret(world, accountId, authenticator), code, world.now())
  return step !== undefined && (await useStep(world, authenticator.id, step))
}

async function recordRecovery(world: World, { accountId, asked }: TypedCode): Promise<void> {
  const left = await recoveryCodesLeft(world)
  await record(world, {
    action: 'recovery_code.used',
    accountId,
    actor: { kind: 'person', id: accountId },
    requestId: asked.id,
    detail: { left },
  })
  await tellOfFactor(world, 'recovery_code_used', {
    left: String(left),
    isFew: String(left <= fewRecoveryCodes),
  })
}

async function recordRefusal(
  world: World,
  { accountId, at, asked }: TypedCode,
  isLast: boolean,
): Promise<void> {
  // Whoever typed it is nobody known yet, unless a session asks for it.
  const actor: Actor = at === 'sign_in' ? { kind: 'anyone', id: null } : { kind: 'person', id: accountId }
  const happening = { accountId, actor, requestId: asked.id, outcome: 'refused' } as const
  await record(world, { ...happening, action: 'factor.refused', detail: { at } })
  if (!isLast) return
  await record(world, { ...happening, action: 'factor.locked', detail: { at } })
  await tellOfFactor(world, 'factor_locked')
}
