import type { Asked, Caller } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { queueMail } from '../../../messages/index.ts'
import { accountFaults } from '../../faults.ts'
import { accountSettings } from '../../settings.ts'
import { type Begun, beginSession } from '../../sessions/begin.ts'
import { recordOf, refuseOwn, withPerson } from './by.ts'

/**
 * Lets an operator look through a person's eyes, for half an hour at most: such a session reads alone, and no secret. The log
 * names the operator in all that it does, and the person is told by mail why. Off unless IMPERSONATION says otherwise.
 * @throws IMPERSONATION_OFF, OPERATOR_UNNAMED, PERSON_NOT_FOUND, PERSON_UNFIT, PERSON_IS_YOU
 */
export async function impersonate(
  world: World,
  personId: string,
  reason: string,
  { caller, request }: { caller: Caller; request: Asked },
): Promise<Begun> {
  if (world.settings(accountSettings).impersonation !== true) throw accountFaults.IMPERSONATION_OFF()
  const operatorId = caller.person?.personId
  if (operatorId === undefined) throw accountFaults.OPERATOR_UNNAMED()
  const by = { caller, request }
  refuseOwn(by, personId)
  return withPerson(world, personId, async (world, person) => {
    if (person.disabledAt || person.isOperator) throw accountFaults.PERSON_UNFIT()
    const begun = await beginSession(world, {
      accountId: personId,
      methods: [],
      asked: request,
      isOperator: false,
      acting: { operatorId, reason },
    })
    await recordOf(world, by, 'person.impersonated', personId)
    if (person.address && person.verifiedAt)
      await queueMail(world, {
        accountId: personId,
        template: 'impersonated',
        to: person.address,
        values: { at: world.now().toISOString(), reason },
      })
    return begun
  })
}
