import { Fault, faults } from '../../../kit/fault.ts'
import { Gather } from '../../../kit/gather.ts'
import { byteas } from '../../../kit/sql-array.ts'
import { as, resident, type World } from '../../../kit/world.ts'

/** A live session and its person, as one statement tells them. */
export interface Found {
  accountId: string
  sessionId: string
  createdAt: Date
  authAt: Date
  methods: string[]
  seenAt: Date
  idleEndsAt: Date
  endsAt: Date
  accessEndsAt: Date
  actingOperator: string | null
  username: string | null
  displayName: string | null
  /** Sealed. */
  address: Buffer | null
  addressGeneration: number
  verifiedAt: Date | null
  personCreatedAt: Date
  isOperator: boolean
  hasSecondFactor: boolean
  eraseAt: Date | null
}

/** Whose session an access token is of; looked up anew, with whoever asks in the same moment. */
export const findSession = (world: World, hash: Buffer): Promise<Found | undefined> =>
  finderOf(world).ask(hash)

/** As the login itself: each statement is a transaction by itself. */
const finderOf = resident((root) => {
  const world = as(root, { role: 'login' })
  return new Gather<Buffer, Found | undefined>({
    nameOf: (hash) => hash.toString('latin1'),
    send: (batch) =>
      findSessions(
        world,
        batch.map(({ asked }) => asked),
      ),
    refusal: (cause) =>
      cause instanceof Fault ? cause : faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 }, { cause }),
  })
})

async function findSessions({ sql, now }: World, hashes: Buffer[]): Promise<(Found | undefined)[]> {
  const rows = await sql<Found & { place: number }>`
    select place, account_id as "accountId", session_id as "sessionId", created_at as "createdAt", auth_at as "authAt", methods, seen_at as "seenAt",
      idle_ends_at as "idleEndsAt", ends_at as "endsAt", access_ends_at as "accessEndsAt", acting_operator as "actingOperator",
      username, display_name as "displayName", address, address_generation as "addressGeneration", verified_at as "verifiedAt",
      person_created_at as "personCreatedAt", is_operator as "isOperator", has_second_factor as "hasSecondFactor", erase_at as "eraseAt"
    from sessions_find(${byteas(hashes)}, ${now()})`
  const found: (Found | undefined)[] = hashes.map(() => undefined)
  for (const { place, ...session } of rows) found[place - 1] = session
  return found
}

export type Role = 'owner' | 'member' | 'viewer'

/** What a person may do for a team. */
export async function roleIn({ sql }: World, accountId: string, personId: string): Promise<Role | undefined> {
  const [row] = await sql<{ role: Role | null }>`select membership_role(${accountId}, ${personId}) as role`
  return row?.role ?? undefined
}
