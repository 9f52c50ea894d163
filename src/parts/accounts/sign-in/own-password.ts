import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import type { KeptPassword } from '../passwords/store.ts'
import { guarded, secretsOf } from './guesses.ts'
import { tellOfLock } from './notices.ts'
import { provePassword } from './sign-in.ts'

/**
 * Whether who is signed in as that person knows its password. Counted apart from sign-ins, which strangers could use up.
 * @returns undefined when it is wrong
 * @throws TOO_MANY_GUESSES, SIGN_IN_BUSY
 */
export function proveOwnPassword(
  world: World,
  accountId: string,
  password: string,
  asked: Asked,
): Promise<KeptPassword | undefined> {
  const onLast = () => tellOfLock(world, accountId, 'proof', asked)
  return guarded(world, { account: secretsOf(accountId), asked, onLast }, () =>
    provePassword(world, accountId, password),
  )
}
