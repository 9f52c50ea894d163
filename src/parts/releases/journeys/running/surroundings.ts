import type { SealedColumn } from '../../../../kit/part.ts'
import type { World } from '../../../../kit/world.ts'
import { announceSynthetic, deployment, eraseSynthetic, mailOfSynthetic } from '../../../accounts/index.ts'
import { longestPlaintext, open, type Place, Refused, seal } from '../../../vault/index.ts'
import { homeOrigins } from '../own.ts'
import type { Remembered, Surroundings } from '../run/plan.ts'
import { CouldNotRun } from '../run/result.ts'
import { openedSecret } from '../secrets/secret.ts'
import type { Holding } from '../holding/hold.ts'
import { type HeldRun, saveContext, saveNotRun } from './store.ts'

export const sealedContext: SealedColumn = {
  table: 'journey_run',
  field: 'context',
  sqlTable: 'journey_run',
  sqlColumn: 'context',
  rowId: 'id',
  generation: 'context_generation',
}

/** What a run wrote down is sealed for its account's own subject. */
export const contextPlace = (
  { accountId, id }: Pick<HeldRun, 'accountId' | 'id'>,
  generation: number,
): Place => ({
  accountId,
  subjectId: accountId,
  table: 'journey_run',
  rowId: id,
  field: 'context',
  generation,
})

/** Only the home account's journeys may call this deployment, and make people up in it. */
export async function isHome(world: World, accountId: string): Promise<boolean> {
  const { homeAccountId } = await deployment(world)
  return accountId === homeAccountId
}

/** What this account's journeys may call though it lies on private addresses. */
export const privateOriginsOf = async (world: World, accountId: string): Promise<string[]> =>
  (await isHome(world, accountId)) ? homeOrigins(world.settings) : []

/** What a run of this account needs of the house. The world is bound to that account, in no transaction. */
export async function surroundingsOf(world: World, run: HeldRun, { check }: Holding): Promise<Surroundings> {
  const { accountId, id: runId } = run
  let generation = run.contextGeneration
  return {
    world,
    runId,
    ownOrigins: await privateOriginsOf(world, accountId),
    check,
    secret: (name) => openedSecret(world, accountId, name),
    people: {
      async announce(address) {
        check()
        if (!(await announceSynthetic(world, { accountId, runId, address })))
          throw new CouldNotRun(
            'TOO_MANY_PEOPLE',
            'journeys made up as many people of late as they may, so that real ones can still sign up',
          )
        await world.point('journey.announced')
      },
      async end() {
        const left = await eraseSynthetic(world, accountId, runId)
        return left === 0
          ? []
          : [`${left} made-up ${left === 1 ? 'person' : 'people'}: erased a little later`]
      },
    },
    async mails(address) {
      await world.point('journey.mail')
      return mailOfSynthetic(world, { accountId, runId, address })
    },
    async remember(what) {
      generation += 1
      const text = JSON.stringify(what)
      if (Buffer.byteLength(text) > longestPlaintext)
        throw new CouldNotRun(
          'TOO_MUCH_TO_REMEMBER',
          `what cleaning up needs is over ${longestPlaintext} bytes`,
        )
      const sealed = await seal(world, contextPlace(run, generation), text)
      if (!(await saveContext(world, run, sealed, generation)))
        throw new CouldNotRun('RUN_TAKEN_OVER', 'another process has this run by now')
    },
    async beginning(notRun) {
      await saveNotRun(world, run, notRun)
    },
    fault: (error) => world.log.error('a step of a journey could not be done', { runId, error }),
  }
}

/** What a run that was taken over had written down; null: nothing, or it does not open. */
export async function rememberedBy(world: World, run: HeldRun): Promise<Remembered | null> {
  if (!run.context) return null
  try {
    const opened = await open(world, contextPlace(run, run.contextGeneration), run.context)
    return JSON.parse(opened.toString()) as Remembered
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.log.error('what a journey had written down does not open', { runId: run.id, reason: error.reason })
    return null
  }
}
