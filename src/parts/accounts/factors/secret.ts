import type { World } from '../../../kit/world.ts'
import { open, type Place } from '../../vault/index.ts'
import type { Authenticator } from './store.ts'

/** An authenticator's secret lies sealed under its person's own salt. A new secret has a new id. */
export const secretPlace = (accountId: string, id: string): Place => ({
  accountId,
  subjectId: accountId,
  table: 'factor',
  rowId: id,
  field: 'secret',
  generation: 1,
})

export const sealedFactor = {
  table: 'factor',
  field: 'secret',
  sqlTable: 'factor',
  sqlColumn: 'secret',
  rowId: 'id',
  generation: 'generation',
} as const

export const openSecret = (world: World, accountId: string, { id, secret }: Authenticator): Promise<Buffer> =>
  open(world, secretPlace(accountId, id), secret)
