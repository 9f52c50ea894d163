import { faults } from '../../../../kit/fault.ts'

/** Files of one side, or of the migration. */
export const filesAtMost = 200
/** Tables that are counted. */
const rowCountsAtMost = 10_000

/** @throws BAD_REQUEST at the first thing that is one too many: nobody looks at each of millions to say what is wrong with it */
export function refuseMany(at: string, count: number, most: number, what: string): void {
  if (count > most) throw faults.BAD_REQUEST({ violations: [{ at, wants: `at most ${most} ${what}` }] })
}

/** @throws BAD_REQUEST for a body of more files or counts than are taken */
export function refuseCrowd(body: object): void {
  const { baseSchema, targetSchema, migration, rowCounts } = body as Record<string, unknown>
  if (Array.isArray(baseSchema)) refuseMany('/baseSchema', baseSchema.length, filesAtMost, 'files')
  if (Array.isArray(targetSchema)) refuseMany('/targetSchema', targetSchema.length, filesAtMost, 'files')
  if (Array.isArray(migration)) refuseMany('/migration', migration.length, filesAtMost, 'files')
  if (typeof rowCounts === 'object' && rowCounts !== null)
    refuseMany('/rowCounts', Object.keys(rowCounts).length, rowCountsAtMost, 'names')
}
