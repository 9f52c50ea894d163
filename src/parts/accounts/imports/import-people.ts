import { uuidv7 } from '../../../kit/id.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { seal } from '../../vault/index.ts'
import { secretPlace } from '../factors/secret.ts'
import { enableAuthenticator, putAuthenticator } from '../factors/store.ts'
import { stepOf } from '../factors/totp.ts'
import { findByAddress, makePerson, personOf } from '../people/person.ts'
import { ofPerson, tell } from '../registration/acts.ts'
import { type FoundPerson, type PersonRow, readPersonRow, type UnreadablePerson } from './source.ts'

/** `unchanged`: somebody here has the address, by an earlier import or otherwise, and nothing of that account changed. */
export type PersonOutcome = 'imported' | 'unchanged'

/** Why a row was not imported, with its cure. No value of the row is in any of them. */
export const personFailureTexts = {
  missing: 'It is empty, and nobody signs in without it. Fill it in there, or let the person sign up here.',
  invalid: 'It is not of a form that is read here. Mend it there, or let the person sign up here.',
  unknown_hash:
    'It is no argon2 or scrypt hash as a PHC string, none of Better Auth and no bcrypt of cost 4 to 14. Leave the column out: the person sets a new password by mail.',
} as const satisfies Record<UnreadablePerson['reason'], string>
export type PersonFailureReason = keyof typeof personFailureTexts

export interface ImportedPerson {
  outcome: PersonOutcome
  /** The person's account here; null for a new one of a dry run. */
  personId: string | null
  /** The user name here: another one than there, when somebody has that. */
  username: string | null
}

export interface PeopleImportReport {
  dryRun: boolean
  /** Rows that were looked at: the two below and the failures together. */
  read: number
  imported: number
  unchanged: number
  people: (ImportedPerson & { id: string })[]
  failures: { id: string; field: string; reason: PersonFailureReason; text: string }[]
}

export interface ImportingPeople {
  caller: Caller
  requestId: string
  dryRun: boolean
}

/**
 * Takes over people of another system with the hashes of their passwords and their authenticator apps; each row by
 * itself. The first right sign-in hashes the password anew. Nobody is told by mail.
 */
export async function importPeople(
  world: World,
  importing: ImportingPeople,
  rows: readonly PersonRow[],
): Promise<PeopleImportReport> {
  const people: PeopleImportReport['people'] = []
  const failures: PeopleImportReport['failures'] = []
  for (const row of rows) {
    const found = readPersonRow(row)
    if ('reason' in found) failures.push({ id: row.id, ...found, text: personFailureTexts[found.reason] })
    else people.push({ id: row.id, ...(await importPerson(world, importing, found)) })
  }
  const count = (outcome: PersonOutcome) => people.filter((person) => person.outcome === outcome).length
  return {
    dryRun: importing.dryRun,
    read: rows.length,
    imported: count('imported'),
    unchanged: count('unchanged'),
    people,
    failures,
  }
}

async function importPerson(
  world: World,
  importing: ImportingPeople,
  found: FoundPerson,
): Promise<ImportedPerson> {
  const here = await findByAddress(world, found.address)
  if (here !== undefined) return shown(world, 'unchanged', here)
  if (importing.dryRun) return { outcome: 'imported', personId: null, username: found.username }
  const { factorSecret, ...person } = found
  const made = await makePerson(world, {
    ...person,
    async within(world, accountId) {
      if (factorSecret) await plantFactor(world, accountId, factorSecret)
      await tell(world, accountId, 'person.imported', {
        actor: importing.caller.actor,
        requestId: importing.requestId,
        detail: { password: person.passwordHash !== null, factor: factorSecret !== null },
      })
    },
  })
  if (made !== undefined) return shown(world, 'imported', made)
  // Somebody else was quicker by a moment.
  return importPerson(world, importing, found)
}

async function shown(world: World, outcome: PersonOutcome, personId: string): Promise<ImportedPerson> {
  const person = await personOf(ofPerson(world, personId))
  return { outcome, personId, username: person?.username ?? null }
}

/** In the caller's transaction. Codes of until now may have been seen where they were used. */
async function plantFactor(world: World, accountId: string, secret: Buffer): Promise<void> {
  const id = uuidv7(world)
  const sealed = await seal(as(world, { role: 'app', accountId }), secretPlace(accountId, id), secret)
  await putAuthenticator(world, { accountId, id, secret: sealed })
  await enableAuthenticator(world, id, stepOf(world.now()) - 1)
}
