import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { AsTable } from '../../kit/as-table.tsx'
import { Panel, Skeleton } from '../../kit/page.tsx'
import { localExactText } from '../../kit/time.ts'
import { capitalised, shortCommit, spanText } from '../figures.ts'
import type { Group } from '../flaky/api.ts'
import { outcomeOf } from '../flaky/words.ts'
import { historyInWords, outcomeWords } from '../strips/outcomes.ts'
import { StripGrid } from '../strips/strip-grid.tsx'
import { StripLegend } from '../strips/strip.tsx'

const LineChart = lazy(() =>
  import('../charts/line-chart.tsx').then(({ LineChart }) => ({ default: LineChart })),
)

/** What a test did on its last 200 commits, and how long it took. */
export function History({ strip }: { strip: readonly Group[] }) {
  const [place, setPlace] = useState<number | null>(null)
  const history = useMemo(() => strip.map(outcomeOf), [strip])
  const tell = useCallback((at: number) => toldOf(strip[at]!), [strip])
  if (strip.length === 0) return null
  const told = strip[place ?? strip.length - 1]
  return (
    <>
      <Panel title="History" aside={<StripLegend />}>
        <StripGrid label={historyInWords(history)} history={history} tell={tell} onPlace={setPlace} />
        <p className="strip-told">{told && toldOf(told)}</p>
        <AsTable
          label="What it did, newest first"
          head={['Commit', 'When', 'Branch', 'Pull request', 'Outcome', 'Attempts', 'Failed']}
          rows={strip
            .map((group) => [
              group.commit ? shortCommit(group.commit) : 'not named',
              localExactText(Date.parse(group.at)),
              group.branch ?? '',
              group.prNumber === null ? '' : `#${group.prNumber}`,
              outcomeWords[outcomeOf(group)],
              group.attempts,
              group.failures,
            ])
            .toReversed()}
        />
      </Panel>
      <Durations strip={strip} />
    </>
  )
}

function toldOf(group: Group): string {
  const { commit, branch, prNumber, at, attempts, failures } = group
  const parts = [
    commit ? shortCommit(commit) : 'no commit named',
    prNumber === null ? branch : `#${prNumber}`,
    localExactText(Date.parse(at)),
    attempts > 1 && `${failures} of ${attempts} attempts failed`,
  ]
  return `${capitalised(outcomeWords[outcomeOf(group)])}: ${parts.filter(Boolean).join(', ')}`
}

function Durations({ strip }: { strip: readonly Group[] }) {
  const timed = useMemo(
    () =>
      strip
        .filter(({ attempts, isInfra }) => attempts > 0 && !isInfra)
        .map(({ at, milliseconds, attempts }) => ({ at, each: milliseconds / attempts })),
    [strip],
  )
  const moments = useMemo(() => timed.map(({ at }) => at), [timed])
  const lines = useMemo(
    () => [{ name: 'an attempt took', values: timed.map(({ each }) => each), ink: 'accent' as const }],
    [timed],
  )
  if (timed.length < 3) return null
  return (
    <Panel title="Durations">
      <Suspense fallback={<Skeleton lines={3} tall />}>
        <LineChart
          summary={`How long an attempt took on ${timed.length} commits, on the last one ${spanText(timed.at(-1)!.each)}.`}
          moments={moments}
          lines={lines}
        />
      </Suspense>
      <AsTable
        label="How long an attempt took"
        head={['When', 'Took']}
        rows={timed.map(({ at, each }) => [localExactText(Date.parse(at)), spanText(each)]).toReversed()}
      />
    </Panel>
  )
}
