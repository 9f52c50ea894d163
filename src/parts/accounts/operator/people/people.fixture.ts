import type { TestWorld } from '../../../../../tests/support/world.ts'
import { type APerson, aPerson } from '../../people/people.fixture.ts'
import { deployment } from '../../directory/store.ts'
import { type Answered, signedIn } from '../../sessions/sessions.fixture.ts'
import { letOperate } from './acts.ts'

export interface PersonalOperator extends APerson {
  /** Acts for the home account. */
  call(method: string, path: string, body?: unknown): Promise<Answered>
}

/** A person who looks after the deployment, signed in. */
export async function aPersonalOperator(world: TestWorld): Promise<PersonalOperator> {
  const person = await aPerson(world)
  const { homeAccountId } = await deployment(world)
  const actor = { kind: 'operator', id: 'link' } as const
  const caller = { accountId: homeAccountId, actor, scopes: ['*'] }
  await letOperate(world, person.personId, true, { caller, request: { id: 'request' } })
  const browser = await signedIn(world, person, { isOperator: true })
  return {
    ...person,
    call: (method, path, body) => browser.call(method, path, body, { 'keyhold-account': homeAccountId }),
  }
}
