import { texts } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import { effectOf } from '../quarantine/effect.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { testsOfFiles } from './store.ts'

/** A test in a file that a change touches, whose failures need a second look. */
export interface FlakyTestTouched {
  testId: string
  file: string
  title: string
  environment: string
  verdict: Verdict
  /** 0 to 1: how likely its next failure is noise. */
  score: number
  isQuarantined: boolean
}

const mostFiles = 3000
const mostTests = 200

/**
 * Flaky, suspect and broken tests of these files (P8), worst first, at most 200.
 * @param files from the repository's root, with slashes; beyond 3,000 they are not looked at
 */
export async function flakyTestsTouched(
  world: World,
  accountId: string,
  repositoryId: string,
  files: readonly string[],
): Promise<FlakyTestTouched[]> {
  const asked = [
    ...new Set(files.slice(0, mostFiles).map((file) => file.replaceAll('\0', '').toWellFormed())),
  ]
  const rows = await testsOfFiles(world, accountId, repositoryId, texts(asked), mostTests)
  return rows.map(({ id, file, title, environment, verdict, score, state, reviewBy }) => ({
    testId: id,
    file,
    title,
    environment,
    verdict,
    score,
    isQuarantined: !effectOf(state && reviewBy && { state, reviewBy }, world.now()).stopsMerges,
  }))
}
