import type { World } from '../../../../kit/world.ts'
import { findConsoleOperator } from '../../console-sign-in/operators.ts'
import { findByIdentity } from '../../outside/identity.ts'
import { issuersOf } from '../../outside/issuers.ts'
import { normalAddress } from '../../people/address.ts'
import { findByAddress } from '../../people/person.ts'

/** Whose address that is, in any spelling. @returns ids of people: none, or one */
export async function havingAddress(world: World, address: string): Promise<string[]> {
  const id = await findByAddress(world, normalAddress(address))
  return id === undefined ? [] : [id]
}

/** Whom an issuer that is configured now, or the console's provider, knows by that `sub`. @returns ids of people, one of each at most */
export async function havingSubject(world: World, subject: string): Promise<string[]> {
  const found = await Promise.all([
    ...issuersOf(world).map(({ issuer }) => issuer && findByIdentity(world, { issuer, subject })),
    findConsoleOperator(world, subject),
  ])
  return found.filter((id) => typeof id === 'string')
}
