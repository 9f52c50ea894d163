import { useQuery } from '@tanstack/react-query'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { percentText } from '../figures.ts'
import type { ListedPull } from '../pull-requests/api.ts'
import { pullsQuery } from '../pull-requests/queries.ts'
import { levelTones } from '../pull-requests/words.ts'
import { CheckLine } from './check-line.tsx'

/** The open pull request that is most likely to bring a defect in. */
export function PullsLine({ repository }: { repository: string }) {
  const query = useQuery(pullsQuery({ repository, state: 'open' }))
  return (
    <CheckLine section="pull-requests" title="Pull requests" repository={repository} query={query}>
      {({ pullRequests, nextCursor }) => <Open pulls={pullRequests} hasMore={nextCursor !== null} />}
    </CheckLine>
  )
}

function Open({ pulls, hasMore }: { pulls: readonly ListedPull[]; hasMore: boolean }) {
  if (pulls.length === 0) return <span className="nothing">None is open.</span>
  const judged = pulls.filter(({ probability }) => probability !== null)
  const worst = judged.reduce<ListedPull | undefined>(
    (most, each) => (most && most.probability! >= each.probability! ? most : each),
    undefined,
  )
  return (
    <>
      <span>
        {pulls.length.toLocaleString()} {hasMore && 'and more '}open
        {worst && (
          <span className="sub">
            the riskiest #{worst.prNumber}: {percentText(worst.probability!)}, {worst.level}
          </span>
        )}
      </span>
      {worst && (
        <ChanceBar chance={worst.probability!} tone={worst.level ? levelTones[worst.level] : 'neutral'} />
      )}
    </>
  )
}
