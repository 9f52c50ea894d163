import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { base64url } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { takeBackReset } from '../factors/reset.ts'
import {
  accountOf,
  clearedChallenge,
  cookieSecret,
  enterBy,
  secondStepOf,
  trySecondStep,
} from '../factors/second-step.ts'
import { passkeys } from '../factors/store.ts'
import { accountFaults } from '../faults.ts'
import { personCookie } from '../sessions/cookies.ts'
import { type LetIn, letIn } from '../sign-in/let-in.ts'
import { ceremonyMinutes, requestOptions } from './ceremony.ts'
import { ask, asked as taken } from './challenges.ts'
import { withPasskey } from './use.ts'

type Options = PublicKeyCredentialRequestOptionsJSON
const secretBytes = 32

/** A sign-in without a name and a password: the person chooses the passkey, and it must look at its owner. */
export async function signInOptions(world: World): Promise<{ options: Options; cookies: string[] }> {
  const secret = base64url(world.random(secretBytes))
  const challenge = await ask(world, { kind: 'passkey_sign_in', of: secret })
  const options = await requestOptions(world, challenge, { verifies: true })
  return { options, cookies: [personCookie(world, 'challenge', secret, ceremonyMinutes * 60)] }
}

/** @throws PASSKEY_REFUSED */
export async function signInByPasskey(
  world: World,
  response: AuthenticationResponseJSON,
  asked: Asked,
): Promise<LetIn> {
  const challenge = await taken(world, { kind: 'passkey_sign_in', of: secretOf(world, asked) })
  return withPasskey(world, { response, challenge, verifies: true, asked }, async (accountId, count) => {
    const outcome = await letIn(world, { accountId, methods: ['hwk'], asked }, async (world) => {
      if (!(await count(world))) return { isCopied: true }
      await takeBackReset(world, accountId, { actor: { kind: 'person', id: accountId }, requestId: asked.id })
      return undefined
    })
    return 'instead' in outcome ? undefined : withoutChallenge(world, outcome)
  })
}

const withoutChallenge = (world: World, entered: LetIn): LetIn => ({
  ...entered,
  cookies: [...entered.cookies, clearedChallenge(world)],
})

/** A passkey as the second step, behind a password that was right. @throws CHALLENGE_GONE */
export async function secondStepOptions(world: World, asked: Asked): Promise<Options> {
  const step = await secondStepOf(world, asked)
  const keys = await passkeys(accountOf(world, step))
  const of = secretOf(world, asked)
  const challenge = await ask(world, { kind: 'step_up', of, accountId: step.accountId })
  return requestOptions(world, challenge, { verifies: false, keys })
}

/** @throws CHALLENGE_GONE, PASSKEY_REFUSED */
export async function answerByPasskey(
  world: World,
  response: AuthenticationResponseJSON,
  asked: Asked,
): Promise<LetIn> {
  const step = await trySecondStep(world, asked)
  const challenge = await taken(world, { kind: 'step_up', of: secretOf(world, asked) })
  const { accountId } = step
  return withPasskey(world, { response, challenge, verifies: false, asked, accountId }, (_, count) =>
    enterBy(world, step, 'hwk', asked, count),
  )
}

function secretOf(world: World, asked: Asked): string {
  const secret = cookieSecret(world, asked)
  if (secret === undefined) throw accountFaults.CHALLENGE_GONE()
  return secret
}
