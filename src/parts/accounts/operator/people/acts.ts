import { as, transaction, type World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { queueMail } from '../../../messages/index.ts'
import { deployment } from '../../directory/store.ts'
import { accountFaults } from '../../faults.ts'
import { isFeatureOn } from '../../../../kit/flags.ts'
import { type Person, personOf } from '../../people/person.ts'
import { mailReset } from '../../registration/reset.ts'
import { restSeconds } from '../../registration/links.ts'
import { endSessions } from '../../sessions/end.ts'
import { type By, recordOf, refuseOwn, withPerson } from './by.ts'
import { disablePerson, enablePerson, putMember, removeMember, setOperator, signedInPeople } from './store.ts'

/**
 * Switches an account off: its sessions end at once, nobody signs in to it, its keys open nothing. Nothing of it is gone.
 * The reason stays beside the account. @returns how many sessions ended
 * @throws PERSON_NOT_FOUND, PERSON_IS_YOU
 */
export function disable(world: World, personId: string, reason: string, by: By): Promise<number> {
  refuseOwn(by, personId)
  return withPerson(world, personId, async (world, person) => {
    await disablePerson(world, personId, reason)
    const ended = await endSessions(world, personId, {
      reason: 'disabled',
      actor: by.caller.actor,
      requestId: by.request.id,
    })
    await recordOf(world, by, 'person.disabled', personId, { sessions: ended })
    if (person.address && person.verifiedAt && !person.disabledAt)
      await queueMail(world, {
        accountId: personId,
        template: 'account_disabled',
        to: person.address,
        values: {},
      })
    return ended
  })
}

/** @throws PERSON_NOT_FOUND */
export const enable = (world: World, personId: string, by: By): Promise<void> =>
  withPerson(world, personId, async (world) => {
    if (!(await enablePerson(world, personId))) throw accountFaults.PERSON_NOT_FOUND()
    await recordOf(world, by, 'person.enabled', personId)
  })

/** @returns how many were live @throws PERSON_NOT_FOUND */
export const endSessionsOf = (world: World, personId: string, { caller, request }: By): Promise<number> =>
  withPerson(world, personId, (world) =>
    endSessions(world, personId, { reason: 'ended_by_operator', actor: caller.actor, requestId: request.id }),
  )

const atOnce = 500

/** Everybody's but the caller's own. @returns how many were live */
export async function endEverybodysSessions(world: World, { caller, request }: By): Promise<number> {
  const except = caller.person?.sessionId ?? null
  const seen = new Set<string>()
  let ended = 0
  for (;;) {
    const people = await signedInPeople(as(world, { role: 'jobs' }), atOnce)
    const left = people.filter(({ accountId }) => !seen.has(accountId))
    if (left.length === 0) break
    for (const { accountId } of left) {
      seen.add(accountId)
      ended += await transaction(as(world, { role: 'app', accountId }), (world) =>
        endSessions(world, accountId, {
          except,
          reason: 'ended_by_operator',
          actor: caller.actor,
          requestId: request.id,
        }),
      )
    }
  }
  const { homeAccountId: accountId } = await deployment(as(world, { role: 'app' }))
  await transaction(as(world, { role: 'app', accountId }), (world) =>
    record(world, {
      action: 'people.sessions_ended',
      accountId,
      actor: caller.actor,
      requestId: request.id,
      detail: { sessions: ended },
    }),
  )
  return ended
}

/** Mails a person a link to set a new password with; nobody else ever sees or sets one. @throws PERSON_NOT_FOUND, MAIL_LIMITED */
export async function sendReset(world: World, personId: string, { caller, request }: By): Promise<void> {
  const person = await personOf(as(world, { role: 'app', accountId: personId }))
  if (!person || person.disabledAt) throw accountFaults.PERSON_NOT_FOUND()
  if (!(await mailReset(world, person, request, caller.actor)))
    throw accountFaults.MAIL_LIMITED({ retryAfterSeconds: restSeconds })
}

/**
 * Lets a person look after this deployment, as an owner of the home account, or no more. Its sessions end, as those of
 * operators live shorter. @throws PERSON_NOT_FOUND, PERSON_UNFIT, PERSON_IS_YOU
 */
export async function letOperate(world: World, personId: string, isOperator: boolean, by: By): Promise<void> {
  if (!isOperator) refuseOwn(by, personId)
  const needsProof = await isFeatureOn(world, 'EMAIL_ENABLED')
  // The membership lets a person act for the home account by itself, and no entry tells of it: it comes after what the log
  // tells, and goes before it.
  if (!isOperator) await atHome(world, (world, homeId) => removeMember(world, homeId, personId), personId)
  await withPerson(world, personId, async (world, person) => {
    if (isOperator) await refuseUnfit(person, needsProof)
    await setOperator(world, personId, isOperator)
    const { actor } = by.caller
    await endSessions(world, personId, { reason: 'ended_by_operator', actor, requestId: by.request.id })
    await recordOf(world, by, isOperator ? 'person.made_operator' : 'person.unmade_operator', personId)
  })
  if (isOperator)
    await atHome(world, (world, homeId) => putMember(world, homeId, personId, 'owner'), personId)
}

/** @throws PERSON_UNFIT */
async function refuseUnfit({ disabledAt, eraseAt, verifiedAt }: Person, needsProof: boolean): Promise<void> {
  const isFit = disabledAt === null && eraseAt === null && (verifiedAt !== null || !needsProof)
  if (!isFit) throw accountFaults.PERSON_UNFIT()
}

/** @throws PERSON_NOT_FOUND */
async function atHome(
  world: World,
  act: (world: World, homeAccountId: string) => Promise<unknown>,
  personId: string,
): Promise<void> {
  if (!(await personOf(as(world, { role: 'app', accountId: personId }))))
    throw accountFaults.PERSON_NOT_FOUND()
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  await act(as(world, { role: 'app', accountId: homeAccountId }), homeAccountId)
}
