import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { queueMail } from '../../messages/index.ts'
import { openAddress } from '../people/address.ts'
import { findPerson, type PersonRow } from '../people/store.ts'
import { pageAt } from '../registration/links.ts'
import { coarseAgent } from '../sessions/agent.ts'

/** What a person is told by mail of its sign-ins and its password. */
export type SignInNotice = 'new_device' | 'password_changed' | 'sign_in_locked' | 'proof_locked'

/**
 * Tells a person by mail, in the caller's transaction. Only at an address that is proved: of another, nobody knows whose it
 * is.
 */
export async function tellOfSignIn(
  world: World,
  person: PersonRow,
  template: SignInNotice,
  asked: Asked,
): Promise<void> {
  const to = person.verifiedAt && (await openAddress(world, person))
  if (!to) return
  const values = {
    at: world.now().toISOString(),
    agent: coarseAgent(asked.header('user-agent')) ?? '',
    link: pageAt(world, '/forgot-password'),
  }
  await queueMail(world, { accountId: person.accountId, template, to, values })
}

/** Where too many wrong passwords were typed: by strangers, or by who is signed in. */
const locks = {
  sign_in: { action: 'person.sign_in_locked', template: 'sign_in_locked' },
  proof: { action: 'person.proof_locked', template: 'proof_locked' },
} as const

/** Too many wrong passwords: the person hears of it, and the log. Of an address that nobody has, nobody does. */
export const tellOfLock = (
  world: World,
  accountId: string,
  where: keyof typeof locks,
  asked: Asked,
): Promise<void> =>
  transaction(as(world, { role: 'app', accountId }), async (world) => {
    const person = await findPerson(world)
    if (!person) return
    const { action, template } = locks[where]
    const actor =
      where === 'proof'
        ? ({ kind: 'person', id: accountId } as const)
        : ({ kind: 'anyone', id: null } as const)
    await record(world, { action, accountId, actor, outcome: 'refused', requestId: asked.id })
    await tellOfSignIn(world, person, template, asked)
  })
