import type { z } from 'zod'
import type { World } from '../../../../kit/world.ts'
import type { Repository } from '../../repositories/store.ts'
import { preview } from '../computing/compute.ts'
import type { Conclusion } from '../computing/questions.ts'
import type { Ground } from '../history/store.ts'
import { beforeOf } from '../judgement/before.ts'
import { environmentsFailing, type Line, lineOf, titlesOf, watchedTests } from '../judgement/store.ts'
import { changesIn, formerNumbers, windowOf, windowRunsOf, windowRuns } from '../judgement/window.ts'
import type { Judgement } from '../verdicts/judge.ts'
import { fixedPrior } from '../verdicts/statistics/pass-on-retry.ts'
import { areSame, type ownThresholds, type Thresholds, thresholdsOf } from '../verdicts/thresholds.ts'
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

/** Who would flip under other thresholds (F10): what their judge would say now. Nothing is saved. */
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
  const looked = tests.length
  if (areSame(current, proposed)) return { flips: [], looked }
  const runs = await windowRuns(world, ground, environment, windowOf(line, proposed))
  const latest = runs.at(-1)?.at ?? world.now()
  const flipped = await preview({
    runs: windowRunsOf(runs, defaultBranch),
    aliases: await formerNumbers(world, ground),
    changes: await changesIn(world, ground, runs),
    tests: tests.map((row) => beforeOf(world, row, { latest, isAfresh: true })),
    thresholds: proposed,
    prior: line.prior ?? fixedPrior,
    wantsPrior: false,
  })
  return { flips: await titled(world, ground, environment, flipped), looked }
}

async function titled(
  world: World,
  ground: Ground,
  environment: string,
  flipped: readonly Conclusion[],
): Promise<Flip[]> {
  if (flipped.length === 0) return []
  const rows = await titlesOf(
    world,
    ground,
    flipped.map(({ number }) => number),
  )
  const testOf = new Map(rows.map((row) => [row.number, row]))
  return flipped.flatMap(({ number, was, standing, score, judgement }) => {
    const test = testOf.get(number)
    if (!test || was === null) return []
    const { reasons } = JSON.parse(judgement) as Judgement
    const words = reasons.map(({ words }) => words)
    return [
      {
        testId: test.id,
        title: test.title,
        environment,
        from: was,
        to: standing.verdict,
        score,
        reasons: words,
      },
    ]
  })
}
