import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { as, type World } from '../../../../kit/world.ts'
import { accountFaults } from '../../faults.ts'
import { recoveryCodesLeft } from '../../factors/recovery-codes.ts'
import { resetAt } from '../../factors/reset-store.ts'
import { findAuthenticator, passkeys } from '../../factors/store.ts'
import { type Person, personOf, shown } from '../../people/person.ts'
import type { PersonRow } from '../../people/store.ts'
import { declaredTables } from '../../personal/declared.ts'
import { membershipsOf, personalCounts } from '../../personal/store.ts'
import { liveSessions } from '../../sessions/store.ts'
import { disabledReason, logNameOf } from './store.ts'

/** A person as an operator sees it. */
export const personShape = z.object({
  id: z.string(),
  username: z.string().nullable(),
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  createdAt: moment,
  disabledAt: moment.nullable(),
  eraseAt: moment.nullable(),
  isOperator: z.boolean(),
})

export const describe = ({
  accountId,
  address,
  verifiedAt,
  ...person
}: Person): z.input<typeof personShape> => ({
  ...person,
  id: accountId,
  email: address,
  emailVerified: verifiedAt !== null,
})

export const describeRow = async (world: World, row: PersonRow): Promise<z.input<typeof personShape>> =>
  describe(await shown(as(world, { role: 'app', accountId: row.accountId }), row))

export const wholePersonShape = personShape.extend({
  disabledReason: z.string().nullable(),
  logName: z.string().nullable().describe('What the audit log calls the person, as actor and as object.'),
  sessions: z.array(
    z.object({
      id: z.string(),
      createdAt: moment,
      lastUsedAt: moment,
      expiresAt: moment,
      agent: z.string().nullable(),
      methods: z.array(z.string()),
      actingOperator: z.string().nullable(),
    }),
  ),
  factors: z.object({ authenticator: z.boolean(), passkeys: z.number(), recoveryCodes: z.number() }),
  factorResetAt: moment.nullable().describe('When all factors are taken off, as an operator asked.'),
  memberships: z.array(z.object({ accountId: z.string(), role: z.string() })),
  counts: z
    .record(z.string(), z.number())
    .describe('How much there is of what parts keep: connections, keys, webhooks, records, users.'),
})

/** What is known of a person, and nothing secret. @throws PERSON_NOT_FOUND */
export async function wholePerson(world: World, personId: string): Promise<z.input<typeof wholePersonShape>> {
  const own = as(world, { role: 'app', accountId: personId })
  const person = await personOf(own)
  if (!person) throw accountFaults.PERSON_NOT_FOUND()
  const [sessions, app, keys, recoveryCodes, memberships, counts, reason, logName, factorResetAt] =
    await Promise.all([
      liveSessions(own, personId),
      findAuthenticator(own),
      passkeys(own),
      recoveryCodesLeft(own),
      membershipsOf(own, personId),
      countsOf(own),
      disabledReason(own, personId),
      logNameOf(own, personId),
      resetAt(own, personId),
    ])
  return {
    ...describe(person),
    disabledReason: reason,
    logName,
    sessions: sessions.map(({ seenAt, idleEndsAt, ...row }) => ({
      ...row,
      lastUsedAt: seenAt,
      expiresAt: idleEndsAt,
    })),
    factors: { authenticator: app?.enabledAt != null, passkeys: keys.length, recoveryCodes },
    factorResetAt,
    memberships,
    counts,
  }
}

async function countsOf(own: World): Promise<Record<string, number>> {
  const counted = declaredTables(own).filter(({ counted }) => counted !== undefined)
  const rows = await personalCounts(
    own,
    counted.map(({ table }) => table),
  )
  return Object.fromEntries(
    counted.map(({ table, counted }) => [counted!, rows.find(({ name }) => name === table)?.n ?? 0]),
  )
}
