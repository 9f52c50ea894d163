import { useQuery } from '@tanstack/react-query'
import { piecesOf } from '../drawing/scale.ts'
import { verdicts, type Overview } from '../flaky/api.ts'
import { testsOverviewQuery } from '../flaky/queries.ts'
import { verdictShares, verdictTitles } from '../flaky/words.ts'
import { countText } from '../figures.ts'
import { CheckLine } from './check-line.tsx'

/** How a repository's tests stand together. */
export function TestsLine({ repository }: { repository: string }) {
  const query = useQuery(testsOverviewQuery(repository))
  return (
    <CheckLine section="tests" title="Tests" repository={repository} query={query}>
      {(overview) => <Known overview={overview} />}
    </CheckLine>
  )
}

const troubles = ['broken', 'flaky', 'suspect'] as const

function Known({ overview: { tests, byVerdict } }: { overview: Overview }) {
  if (tests === 0) return <span className="nothing">No report was sent.</span>
  const named = troubles.filter((verdict) => byVerdict[verdict] > 0)
  const pieces = piecesOf(verdicts.map((verdict) => byVerdict[verdict]))
  return (
    <>
      <span>
        {named.length === 0
          ? 'None is flaky or broken'
          : named
              .map((each) => `${byVerdict[each].toLocaleString()} ${verdictTitles[each].toLowerCase()}`)
              .join(', ')}
        <span className="sub">of {countText(tests, 'test')}</span>
      </span>
      <svg className="check-bar" width="100%" height="10" aria-hidden="true">
        {verdicts.map((verdict, place) => (
          <rect key={verdict} className={`share ${verdictShares[verdict]}`} height="10" {...pieces[place]} />
        ))}
      </svg>
    </>
  )
}
