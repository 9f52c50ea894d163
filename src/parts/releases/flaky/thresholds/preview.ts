import type { z } from 'zod'
import type { World } from '../../../../kit/world.ts'
import type { Repository } from '../../repositories/store.ts'
import { preview } from '../computing/compute.ts'
import type { Flipped } from '../computing/questions.ts'
import type { Ground } from '../history/store.ts'
import { environmentsFailing, type Line, lineOf, titlesOf, watchedTests } from '../judgement/store.ts'
import { changesIn, formerNumbers, windowOf, windowRunOf, windowRuns } from '../judgement/window.ts'
import { fixedPrior } from '../verdicts/statistics/pass-on-retry.ts'
import { type ownThresholds, type Thresholds, thresholdsOf } from '../verdicts/thresholds.ts'
import { type Verdict, verdicts } from '../verdicts/verdict.ts'
import { flakySettingsOf } from './settings.ts'
import { cleanFlips } from './store.ts'

export interface Flip {
  testId: string
  title: string
  environment: string
  from: Verdict
  to: Verdict
  score: number
  reasons: string[]
}

export interface Preview {
  flips: Flip[]
  flipCount: number
  looked: number
  cleanFlips: { healthy: number; unknown: number }
}

const mostFlips = 1000
const mostEnvironments = 50
const nothing: Preview = { flips: [], flipCount: 0, looked: 0, cleanFlips: { healthy: 0, unknown: 0 } }

interface Proposal {
  line: Line
  defaultBranch: string | null
  current: Thresholds
  proposed: Thresholds
}

/** Who would flip under other thresholds (F10), by the evidence of now. Nothing is saved. */
export async function previewOf(
  world: World,
  accountId: string,
  repository: Repository | undefined,
  wanted: z.infer<typeof ownThresholds>,
): Promise<Preview> {
  const ground = { accountId, repositoryId: repository?.id ?? '' }
  const line = repository && (await lineOf(world, ground))
  if (!line) return nothing
  const current = flakySettingsOf(repository.settings).thresholds
  const proposed = thresholdsOf(wanted)
  const proposal = { line, defaultBranch: repository.defaultBranch, current, proposed }
  const flips: Flip[] = []
  let looked = 0
  for (const { environment } of await environmentsFailing(world, ground, mostEnvironments)) {
    const found = await flipsIn(world, ground, environment, proposal)
    flips.push(...found.flips)
    looked += found.looked
  }
  return {
    flips: flips.sort(worstFirst).slice(0, mostFlips),
    flipCount: flips.length,
    looked,
    cleanFlips: await cleanFlips(world, ground, current.minimumGroups, proposed.minimumGroups),
  }
}

const worstFirst = (a: Flip, b: Flip): number =>
  verdicts.indexOf(a.to) - verdicts.indexOf(b.to) || b.score - a.score

async function flipsIn(
  world: World,
  ground: Ground,
  environment: string,
  { line, defaultBranch, current, proposed }: Proposal,
): Promise<{ flips: Flip[]; looked: number }> {
  const tests = await watchedTests(world, ground, environment, true)
  // Under either of them nothing that counts is left out.
  const windowRunsWanted = Math.max(current.windowRuns, proposed.windowRuns)
  const runs = await windowRuns(world, ground, environment, windowOf(line, { windowRuns: windowRunsWanted }))
  const flipped = await preview({
    runs: runs.map((run) => windowRunOf(run, defaultBranch)),
    aliases: await formerNumbers(world, ground),
    changes: await changesIn(world, ground, runs),
    numbers: tests.map(({ number }) => number),
    passMilliseconds: tests.map(({ passMilliseconds }) => passMilliseconds),
    current,
    proposed,
    prior: line.prior ?? fixedPrior,
    now: runs.at(-1)?.at.getTime() ?? world.now().getTime(),
  })
  return { flips: await titled(world, ground, environment, flipped), looked: tests.length }
}

async function titled(
  world: World,
  ground: Ground,
  environment: string,
  flipped: readonly Flipped[],
): Promise<Flip[]> {
  if (flipped.length === 0) return []
  const rows = await titlesOf(
    world,
    ground,
    flipped.map(({ number }) => number),
  )
  const testOf = new Map(rows.map((row) => [row.number, row]))
  return flipped.flatMap(({ number, words, ...flip }) => {
    const test = testOf.get(number)
    return test ? [{ ...flip, testId: test.id, title: test.title, environment, reasons: words }] : []
  })
}
