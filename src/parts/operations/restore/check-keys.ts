import type { SealedColumn } from '../../../kit/part.ts'
import { Refused, sealedUnder } from '../../vault/index.ts'
import { type ArchivedTable, openArchive } from '../archive/archive.ts'
import { BackupProblem } from '../problem.ts'
import { type Checked, fieldsOf, type Source } from './check-archive.ts'

interface Order {
  masterKey: Uint8Array
  tables: Source
  sealed: readonly SealedColumn[]
}

/**
 * Root keys that were there then must be there now, or what they sealed is lost. One that was destroyed since is missed
 * only where the backup still has records under it: most often they had been sealed anew before.
 * @throws BackupProblem NOT_VERIFIED
 */
export async function checkRootKeys(order: Order, tables: Checked, keys: Checked): Promise<void> {
  const lacking = tables.rootKeys.filter((id) => !keys.rootKeys.includes(id))
  if (lacking.length === 0) return
  const used = await rootKeysInUse(order)
  const needed = lacking.filter((id) => used.has(id)).sort((a, b) => a - b)
  if (needed.length === 0) return
  throw new BackupProblem(
    'NOT_VERIFIED',
    `The file of keys lacks the root keys ${needed.join(', ')}, and records in the backup are sealed under them.`,
    'Give the keyhold.keys that was made with this backup, with --keys. A root key that was destroyed since stands in no newer one and cannot be had back: without that file take a newer backup.',
  )
}

/** Reads every record of every sealed column. */
async function rootKeysInUse({ masterKey, tables, sealed }: Order): Promise<Set<number>> {
  const used = new Set<number>()
  const archive = await openArchive(tables(), masterKey, 'tables')
  try {
    for await (const table of archive.tables) {
      const columns = sealedIn(table, sealed)
      if (columns.length === 0) continue
      for await (const fields of fieldsOf(table))
        for (const column of columns) addKeyOf(fields[column]!, used)
    }
    return used
  } finally {
    await archive.close()
  }
}

const sealedIn = ({ name, columns }: ArchivedTable, sealed: readonly SealedColumn[]): number[] =>
  sealed
    .filter(({ sqlTable }) => sqlTable === name)
    .map(({ sqlColumn }) => columns.indexOf(sqlColumn))
    .filter((column) => column >= 0)

/** As COPY writes bytes: a doubled backslash, x, hex. */
const bytesPattern = /^\\\\x([0-9a-f]+)$/

function addKeyOf(field: string, used: Set<number>): void {
  const [, hex] = bytesPattern.exec(field) ?? []
  if (!hex) return
  try {
    used.add(sealedUnder(Buffer.from(hex, 'hex')))
  } catch (error) {
    if (!(error instanceof Refused)) throw error // an altered record needs no key
  }
}
