import { uuidv7 } from '../../../../kit/id.ts'
import { Fault } from '../../../../kit/fault.ts'
import type { Caller } from '../../../../kit/route.ts'
import { transaction, type World } from '../../../../kit/world.ts'
import { accountFaults, subjectFor } from '../../../accounts/index.ts'
import { record } from '../../../audit/index.ts'
import { keyedHash, keyedHashes } from '../../../vault/index.ts'
import { findKey, insertKey } from '../store.ts'
import { lookupBytes } from './form.ts'
import { noteImported } from './recognise.ts'
import { type FoundKey001, type KeyRowOf001, readKeyRow, type ScopeMap } from './source-001.ts'
import { keyTaken, putImportedKey } from './store.ts'

/** `skipped`: it ended there, and nothing of it is here. */
export type KeyOutcome = 'imported' | 'unchanged' | 'skipped'

/** Why a row was not imported, with its cure. No value of the row is in any of them. */
export const keyFailureTexts = {
  missing: 'It is empty: the row is half-written. Make the owner a new key here.',
  invalid: 'It is not of the form that the old system writes. Make the owner a new key here.',
  revoked_there: 'It was ended there after it was imported, and works here: end it with `keys revoke`.',
  user_is_erased: 'This user is being erased here. Wait until the erasure has ended, then import again.',
} as const
export type KeyFailureReason = keyof typeof keyFailureTexts

export interface ImportedKey {
  outcome: KeyOutcome
  /** Null for a new one of a dry run, and for what is not here. */
  keyId: string | null
}

export interface KeyImportReport {
  dryRun: boolean
  /** Rows that were looked at: the three below and the failures together. */
  read: number
  imported: number
  unchanged: number
  skipped: number
  keys: (ImportedKey & { id: string })[]
  failures: { id: string; field: string | null; reason: KeyFailureReason; text: string }[]
}

export interface ImportingKeys {
  caller: Caller
  requestId: string
  dryRun: boolean
  map: ScopeMap
}

type Refused = { reason: KeyFailureReason; field?: string }

/** Takes over keys of source 001, which go on working as they are; each row by itself. Runs for the home account. */
export async function importKeys(
  world: World,
  importing: ImportingKeys,
  rows: readonly KeyRowOf001[],
): Promise<KeyImportReport> {
  const keys: KeyImportReport['keys'] = []
  const failures: KeyImportReport['failures'] = []
  for (const row of rows) {
    const found = readKeyRow(row, importing.map)
    const done = 'reason' in found ? found : await importKey(world, importing, found, row.id)
    if ('reason' in done)
      failures.push({
        id: row.id,
        field: done.field ?? null,
        reason: done.reason,
        text: keyFailureTexts[done.reason],
      })
    else keys.push({ id: row.id, ...done })
  }
  const count = (outcome: KeyOutcome) => keys.filter((key) => key.outcome === outcome).length
  return {
    dryRun: importing.dryRun,
    read: rows.length,
    imported: count('imported'),
    unchanged: count('unchanged'),
    skipped: count('skipped'),
    keys,
    failures,
  }
}

async function importKey(
  world: World,
  importing: ImportingKeys,
  found: FoundKey001,
  rowId: string,
): Promise<ImportedKey | Refused> {
  const macs = keyedHashes(world, 'lookup', lookupBytes(found.keyHash))
  const here = await findKey(world, macs)
  const hasEnded = !found.isActive || (found.expiresAt !== null && found.expiresAt <= world.now())
  if (hasEnded) return here ? { reason: 'revoked_there' } : { outcome: 'skipped', keyId: null }
  const { accountId } = importing.caller
  // Also one that was revoked here since: it stays so.
  const taken = await keyTaken(world, macs)
  if (taken) return { outcome: 'unchanged', keyId: taken.accountId === accountId ? taken.keyId : null }
  if (importing.dryRun) return { outcome: 'imported', keyId: null }
  try {
    const subject = await subjectFor(world, accountId, found.userId)
    return await store(world, importing, { ...found, subjectId: subject.id }, rowId)
  } catch (error) {
    if (error instanceof Fault && error.code === accountFaults.SUBJECT_ERASING().code)
      return { reason: 'user_is_erased' }
    throw error
  }
}

async function store(
  world: World,
  { caller: { accountId, actor }, requestId }: ImportingKeys,
  found: FoundKey001 & { subjectId: string },
  rowId: string,
): Promise<ImportedKey> {
  const id = uuidv7(world)
  const { name, keyHash, prefix, scopes, subjectId, expiresAt } = found
  const { keyId: macKeyId, mac } = keyedHash(world, 'lookup', lookupBytes(keyHash))
  const isNew = await transaction(world, async (world) => {
    if (!(await putImportedKey(world, mac, macKeyId, accountId, id))) return false
    await insertKey(world, {
      accountId,
      id,
      name,
      prefix,
      last4: '',
      scopes,
      subjectId,
      expiresAt,
      tier: null,
    })
    await record(world, {
      action: 'key.imported',
      accountId,
      subjectId,
      object: { kind: 'key', id },
      actor,
      requestId,
      detail: { source: '001', row: rowId },
    })
    return true
  })
  if (!isNew) return { outcome: 'unchanged', keyId: null }
  noteImported(world)
  return { outcome: 'imported', keyId: id }
}
