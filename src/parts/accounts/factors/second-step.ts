import { sha256 } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { personCookie, personCookieName } from '../sessions/cookies.ts'
import { type LetIn, letIn } from '../sign-in/let-in.ts'
import { type Challenge, lookAtChallenge, takeChallenge, tryChallenge } from './challenge-store.ts'
import { guessed, methodOf, useCode } from './code.ts'
import { takeBackReset } from './reset.ts'
import { passwordChangedAt } from './store.ts'

/** Wrong codes that one challenge bears; then the password is asked for anew. */
export const mostWrongCodes = 5

/** A challenge by the cookie of its browser, and whose it is. */
export interface SecondStep extends Challenge {
  hash: Buffer
  accountId: string
}

/**
 * Answers the second step of a sign-in with a code of the app or a recovery code. Whose sign-in it is, the cookie says
 * alone.
 * @throws CHALLENGE_GONE, SECOND_STEP_FAILED, FACTOR_LOCKED
 */
export async function answerByCode(world: World, code: string, asked: Asked): Promise<LetIn> {
  const step = await trySecondStep(world, asked)
  const typed = { accountId: step.accountId, code, at: 'sign_in', asked } as const
  const entered = await guessed(accountOf(world, step), typed, () =>
    enterBy(world, step, methodOf(code), asked, (world) => useCode(world, typed)),
  )
  if (!entered) throw accountFaults.SECOND_STEP_FAILED()
  return entered
}

/** One try at the challenge of this browser, counted before anything is looked at. @throws CHALLENGE_GONE */
export async function trySecondStep(world: World, asked: Asked): Promise<SecondStep> {
  const open = as(world, { role: 'app' })
  const hash = challengeHash(world, asked)
  if (!hash || !(await tryChallenge(open, hash, 'second_step', mostWrongCodes)))
    throw accountFaults.CHALLENGE_GONE()
  return secondStepOf(world, asked)
}

/** The challenge of this browser, with no try counted. @throws CHALLENGE_GONE */
export async function secondStepOf(world: World, asked: Asked): Promise<SecondStep> {
  const hash = challengeHash(world, asked)
  const found = hash && (await lookAtChallenge(as(world, { role: 'app' }), hash, 'second_step'))
  if (!hash || !found?.accountId) throw accountFaults.CHALLENGE_GONE()
  return { ...found, hash, accountId: found.accountId }
}

/**
 * Lets the person of a challenge in, who has answered it by that method.
 * @param prove uses the answer up, in the sign-in's transaction
 * @returns undefined when it was wrong
 * @throws CHALLENGE_GONE
 */
export async function enterBy(
  world: World,
  step: SecondStep,
  method: string,
  asked: Asked,
  prove: (world: World) => Promise<boolean>,
): Promise<LetIn | undefined> {
  const { accountId } = step
  const outcome = await letIn(
    world,
    { accountId, methods: [...step.methods, method], asked },
    async (world) => {
      if (!(await prove(world))) return wrong
      await endChallenge(world, step)
      await takeBackReset(world, accountId, { actor: { kind: 'person', id: accountId }, requestId: asked.id })
      return undefined
    },
  )
  if ('instead' in outcome) return undefined
  return { ...outcome, cookies: [...outcome.cookies, clearedChallenge(world)] }
}

const wrong = { isWrong: true }

/** @throws CHALLENGE_GONE */
async function endChallenge(world: World, { hash, createdAt }: SecondStep): Promise<void> {
  if (!(await takeChallenge(world, hash, 'second_step'))) throw accountFaults.CHALLENGE_GONE()
  // A password that was replaced since then lets nobody in any more.
  const changedAt = await passwordChangedAt(world)
  if (changedAt && changedAt > createdAt) throw accountFaults.CHALLENGE_GONE()
}

export const clearedChallenge = (world: World): string => personCookie(world, 'challenge', '', 0)

export const accountOf = (world: World, { accountId }: { accountId: string }): World =>
  as(world, { role: 'app', accountId })

export const cookieSecret = (world: World, asked: Asked): string | undefined => {
  const secret = asked.cookie(personCookieName(world, 'challenge'))
  return secret !== undefined && secret.length <= 100 ? secret : undefined
}

function challengeHash(world: World, asked: Asked): Buffer | undefined {
  const secret = cookieSecret(world, asked)
  return secret === undefined ? undefined : sha256(secret)
}
