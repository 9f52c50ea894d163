import { alice, aConnection, call } from '../../../../tests/support/cast.ts'
import { aMail, type FakeMail } from '../../../../tests/support/fake-mail.ts'
import { linked } from '../../../../tests/support/linked.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import type { Environment } from '../../../kit/settings.ts'
import { as, transaction } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { keepContact } from './contact.ts'
import { follow } from './follow.ts'
import { send } from './send.ts'

export interface Stage {
  world: TestWorld
  mail: FakeMail
  owner: Caller & { key: string }
  connection: { id: string; accountId: string; subjectId: string }
}

export async function aStage({
  environment = {},
  address = 'ada@example.org' as string | null,
}: { environment?: Environment; address?: string | null } = {}): Promise<Stage> {
  const mail = aMail()
  const world = await testWorld({ mail, environment: { KEYHOLD_APP_NAME: 'Example App', ...environment } })
  const owner = await alice(world)
  const connection = await aConnection(world, owner, { userId: 'ada' })
  if (address !== null)
    await transaction(as(world, { role: 'app', accountId: owner.accountId }), (world) =>
      keepContact(world, owner.accountId, connection.subjectId, address),
    )
  return { world, mail, owner, connection }
}

/** As a refresh that was refused says it. */
export const needsOwner = ({ world, connection }: Pick<Stage, 'world' | 'connection'>): Promise<void> =>
  transaction(as(world, { role: 'app', accountId: connection.accountId }), async (world) => {
    await world.sql`update connections set status = 'needs_reauth', reason = 'refused' where id = ${connection.id}`
    await record(world, {
      action: 'connection.needs_reauth',
      accountId: connection.accountId,
      subjectId: connection.subjectId,
      object: { kind: 'connection', id: connection.id },
      actor: { kind: 'job', id: 'test' },
      detail: { reason: 'refused' },
    })
  })

/** What the driver does every other second. */
export async function tick(world: TestWorld): Promise<void> {
  await linked(world)
  await follow(world, 1000)
  await send(world)
  await world.settled()
}

export const summary = async ({ world, owner }: Stage) =>
  (await call(world, owner.key, 'GET', '/api/reminders')).body
