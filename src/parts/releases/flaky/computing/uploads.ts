import type { Entry } from '../history/vectors.ts'

/** One upload, as far as histories are made of it. */
export interface WindowRun {
  id: string
  /** ms since 1970. */
  at: number
  commit: string
  branch: string
  isDefaultBranch: boolean
  prNumber: number | null
  ciRunId: string | null
  attempt: number
  shard: string
  isInfra: boolean
  /** As `packed` made it. */
  results: Uint8Array
}

/** What one upload says of a test, once. */
export interface Seen {
  run: WindowRun
  entry: Entry
}

/** What one attempt of a CI's run says of a test. */
export interface Outcome {
  /** The CI's own id of the run, then `#` and its attempt; the upload's where the CI names none. */
  id: string
  /** Of one upload, one or more. */
  seen: readonly Seen[]
  /** One shard of it passed and another failed. */
  shardsDiffer: boolean
}

export const ciRunOf = ({ id, ciRunId, attempt }: WindowRun): string =>
  ciRunId === null ? id : `${ciRunId}#${attempt}`

/**
 * Several uploads of one attempt of one run are no repeats: nothing ran twice. Of those of one shard the report counts
 * that shows most attempts, or of equals the last, as it was written anew. Of several shards the worst counts: the test
 * runs on machines of several kinds, or there are two of one name, and a pass of one takes nothing from the other.
 * @param seen of one test and one commit, in order of time
 */
export function outcomesOf(seen: readonly Seen[]): Outcome[] {
  if (seen.length === 1) return [{ id: ciRunOf(seen[0]!.run), seen, shardsDiffer: false }]
  return [...Map.groupBy(seen, ({ run }) => ciRunOf(run))].map(([id, members]) => {
    const shards = [...Map.groupBy(members, ({ run }) => run.shard).values()].map(ofOneUpload)
    const worst = shards.reduce((worst, shard) => (harmOf(shard) > harmOf(worst) ? shard : worst))
    return { id, seen: worst, shardsDiffer: shards.some((shard) => harmOf(shard) !== harmOf(worst)) }
  })
}

function ofOneUpload(seen: readonly Seen[]): readonly Seen[] {
  const uploads = [...Map.groupBy(seen, ({ run }) => run.id).values()]
  return uploads.reduce((best, upload) => (attemptsIn(upload) >= attemptsIn(best) ? upload : best))
}

const attemptsIn = (seen: readonly Seen[]): number => seen.reduce((all, { entry }) => all + entry.attempts, 0)
const failuresIn = (seen: readonly Seen[]): number => seen.reduce((all, { entry }) => all + entry.failures, 0)

/** 2: it failed in every attempt, 1: in some. */
function harmOf(seen: readonly Seen[]): number {
  const failures = failuresIn(seen)
  if (failures === 0) return 0
  return failures === attemptsIn(seen) ? 2 : 1
}
