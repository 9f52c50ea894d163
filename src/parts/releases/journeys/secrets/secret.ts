import type { SealedColumn } from '../../../../kit/part.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import { open, type Place, Refused, seal } from '../../../vault/index.ts'
import { CouldNotRun } from '../run/result.ts'
import { findSecret, putSecret } from './store.ts'

export const sealedSecret: SealedColumn = {
  table: 'journey_secret',
  field: 'value',
  sqlTable: 'journey_secret',
  sqlColumn: 'value',
  rowId: 'id',
  generation: 'generation',
}

/** Secrets of an account are sealed for its own subject, which has the account's id. */
export const journeySecretPlace = (accountId: string, id: string, generation: number): Place => ({
  accountId,
  subjectId: accountId,
  table: 'journey_secret',
  rowId: id,
  field: 'value',
  generation,
})

/** Keeps a secret under a name, in the caller's transaction. @returns its id */
export async function keepSecret(
  world: World,
  accountId: string,
  name: string,
  value: string,
): Promise<string> {
  const id = uuidv7(world)
  await putSecret(world, accountId, {
    id,
    name,
    value: await seal(world, journeySecretPlace(accountId, id, 1), value),
  })
  return id
}

/** @throws CouldNotRun where there is none, or it does not open */
export async function openedSecret(world: World, accountId: string, name: string): Promise<string> {
  const found = await findSecret(world, accountId, name)
  if (!found)
    throw new CouldNotRun(
      'SECRET_MISSING',
      `there is no secret called ${name}: keyhold journey secrets set ${name} < file`,
    )
  try {
    return (
      await open(world, journeySecretPlace(accountId, found.id, found.generation), found.value)
    ).toString()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.log.error("a journey's secret does not open", { reason: error.reason })
    throw new CouldNotRun('SECRET_UNREADABLE', `the secret called ${name} does not open`)
  }
}
