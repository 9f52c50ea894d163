import { alice, logOf } from '../../../../tests/support/cast.ts'
import { aMail, type FakeMail } from '../../../../tests/support/fake-mail.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction } from '../../../kit/world.ts'
import type { MailTemplate } from './letters.ts'
import { queueMail } from './queue.ts'

export interface Desk {
  world: TestWorld
  mail: FakeMail
  owner: Caller & { key: string }
}

export const reader = 'ada@example.org'
export const link = 'https://app.example.org/reset-password#c2VjcmV0LW9mLWEtbGluaw'

export async function aDesk({ hasServer = true } = {}): Promise<Desk> {
  const mail = aMail()
  const world = await testWorld({
    environment: { KEYHOLD_APP_NAME: 'Example App' },
    ...(hasServer && { mail }),
  })
  return { world, mail, owner: await alice(world) }
}

/** Says it in a transaction of its own. */
export const tells = (
  { world, owner: { accountId } }: Pick<Desk, 'world' | 'owner'>,
  template: MailTemplate,
  values: Record<string, string> = {},
): Promise<void> =>
  transaction(as(world, { role: 'app', accountId }), (world) =>
    queueMail(world, { accountId, template, to: reader, values }),
  )

/** What the driver does each second; resolves when nothing is under way. */
export async function deliver(world: TestWorld): Promise<void> {
  // The driver looks again each second, by the world's clock.
  world.advance(1)
  await world.app.runDue({ budgetMilliseconds: 1_000 })
  await world.settled()
}

/** The rows as the database has them. */
export const rowsOf = ({ world, owner: { accountId } }: Desk) =>
  as(world, { role: 'app', accountId }).sql<{
    id: string
    template: string
    state: string
    attempts: number
    reason: string | null
    content: Buffer | null
  }>`select id, template, state, attempts, reason, content from outgoing_mail order by created_at limit 100`

/** What the log says of every mail. */
export async function loggedOf(desk: Desk): Promise<(string | null)[][]> {
  const logged: (string | null)[][] = []
  for (const { id } of await rowsOf(desk))
    for (const { action, detail } of await logOf(desk.world, desk.owner, id)) logged.push([action, detail])
  return logged
}
