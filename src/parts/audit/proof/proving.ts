import { job } from '../../../kit/job.ts'
import type { House } from '../../../kit/part.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { deploymentState } from '../log/store.ts'
import { record } from '../log/record.ts'
import { notesAtHome } from './checkpoints.ts'
import { evidenceOf } from './evidence.ts'
import { horizonLine, reachedIn } from './export.ts'
import { beginning, type Reached } from './reached.ts'
import { type Proof, verify } from './verify.ts'

const reachedFile = 'proofs/reached.json'
const hoursBetween = 24

export interface Proving {
  /** Entries hashed so far; null when none is under way. */
  running: { entries: number } | null
  last: { at: Date; isFull: boolean; proof: Proof } | null
}

const state = resident((): Proving => ({ running: null, last: null }))
const given = resident<{ house: House | null }>(() => ({ house: null }))
const flights = resident(() => new SingleFlight<Proof>())

/** Keeps what the app hands down when it starts. */
export const enter = (world: World, house: House): void => void (given(world).house = house)

/** What is known of the log's proof in this process. */
export const provingOf = (world: World): Readonly<Proving> => state(world)

/**
 * Proves the log against itself and the checkpoints at home; only what came since the last time, unless all is wanted.
 * One at a time: whoever asks meanwhile gets the same. A log that is not whole is told in the log, and in itself.
 */
export const prove = (world: World, isFull: boolean): Promise<Proof> =>
  flights(world).share(String(isFull), async () => {
    const proving = state(world)
    const { house } = given(world)
    proving.running = { entries: 0 }
    try {
      const proof = await verify(evidenceOf(world), {
        ...(!isFull && { from: await reachedBefore(world) }),
        notes: await notesAtHome(world),
        ...(house && { standings: house.generations(world) }),
        progress: (entries) => void (proving.running = { entries }),
      })
      proving.last = { at: world.now(), isFull, proof }
      if (proof.ok) await keepReached(world, proof.reached)
      else await tellBroken(world, proof)
      return proof
    } finally {
      proving.running = null
    }
  })

export async function tellBroken(world: World, proof: Proof): Promise<void> {
  const [first] = proof.problems
  world.log.error('the audit log is not whole', { count: proof.problemCount, reason: first!.code })
  const { homeAccountId, deploymentId } = await deploymentState(as(world, { role: 'jobs' }))
  await transaction(as(world, { role: 'app', accountId: homeAccountId }), (home) =>
    record(home, {
      action: 'audit.broken',
      accountId: homeAccountId,
      object: { kind: 'deployment', id: deploymentId },
      actor: { kind: 'job', id: 'audit.prove' },
      outcome: 'failed',
      detail: { problems: proof.problemCount, first: first!.code, block: first!.block },
    }),
  )
}

// Outside the database, as it vouches for all that is not looked at again.
async function keepReached({ files }: World, reached: Reached): Promise<void> {
  await files?.write(reachedFile, Buffer.from(horizonLine(reached)))
}

async function reachedBefore({ files }: World): Promise<Reached> {
  const bytes = await files?.read(reachedFile)
  return bytes ? reachedIn(Buffer.from(bytes).toString()) : beginning
}

/**
 * Each day by itself, beside the other jobs: a log of a million entries takes half a minute. Not where there is no home
 * to keep in how far it came: each new process would begin at the beginning.
 */
export const proveJob = job({
  name: 'audit.prove',
  everySeconds: hoursBetween * 3600,
  async run(world) {
    if (!world.files) return 0
    world.background(prove(world, false))
    return 1
  },
})
