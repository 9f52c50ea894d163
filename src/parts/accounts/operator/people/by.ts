import type { Asked, Caller } from '../../../../kit/route.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { deployment } from '../../directory/store.ts'
import { accountFaults } from '../../faults.ts'
import { type Person, personOf } from '../../people/person.ts'
import { holdPerson } from '../../people/store.ts'

/** The operator who acts, and by which request. */
export interface By {
  caller: Caller
  request: Pick<Asked, 'id'>
}

/** @throws PERSON_IS_YOU */
export function refuseOwn({ caller }: By, personId: string): void {
  if (caller.person?.personId === personId) throw accountFaults.PERSON_IS_YOU()
}

/**
 * Does something to a person in one transaction, bound to the person's own account, with the row held.
 * @throws PERSON_NOT_FOUND
 */
export const withPerson = <T>(
  world: World,
  personId: string,
  act: (world: World, person: Person) => Promise<T>,
): Promise<T> =>
  transaction(as(world, { role: 'app', accountId: personId }), async (world) => {
    await holdPerson(world)
    const person = await personOf(world)
    if (!person) throw accountFaults.PERSON_NOT_FOUND()
    return act(world, person)
  })

/**
 * Says what the operator did to a person, in the same transaction: in the book that the person reads, and in that of the
 * house, which its operators read.
 */
export async function recordOf(
  world: World,
  { caller, request }: By,
  action: string,
  personId: string,
  detail: Record<string, string | number | boolean> = {},
): Promise<void> {
  const { homeAccountId } = await deployment(world)
  for (const accountId of [personId, homeAccountId])
    await record(world, {
      action,
      accountId,
      actor: caller.actor,
      requestId: request.id,
      object: { kind: 'person', id: personId },
      detail,
    })
}

/** Says in the book of the house that the operator looked. */
export const recordLook = (
  world: World,
  { caller, request }: By,
  action: string,
  personId?: string,
): Promise<void> =>
  transaction(world, (world) =>
    record(world, {
      action,
      accountId: caller.accountId,
      actor: caller.actor,
      requestId: request.id,
      ...(personId !== undefined && { object: { kind: 'person', id: personId } }),
    }),
  )
