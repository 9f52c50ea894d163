import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Moment } from '../../kit/moment.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Panel, Skeleton } from '../../kit/page.tsx'
import { countText, shortCommit, spanText } from '../figures.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Strip } from '../strips/strip.tsx'
import type { Outcome } from '../strips/outcomes.ts'
import type { TestRun } from './api.ts'
import { testRunsQuery } from './queries.ts'

const drawnRuns = 100
const listedAtFirst = 5
const listedMore = 20

/** What CI sent last, and which of it counts for nothing. */
export function Runs({ repository }: { repository: string }) {
  const query = useInfiniteQuery(testRunsQuery(repository, drawnRuns))
  const [listed, setListed] = useState(listedAtFirst)
  const runs = query.data?.pages.flatMap((page) => page.runs)
  const showMore = () => {
    setListed(listed + listedMore)
    if (query.hasNextPage && runs && listed + listedMore > runs.length) void query.fetchNextPage()
  }
  return (
    <Panel title="Runs" aside={<span className="sub">that CI sent, newest first</span>}>
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={3} />}
      {runs && (
        <Known
          runs={runs}
          listed={listed}
          more={
            (runs.length > listed || query.hasNextPage) && (
              <p className="panel-foot">
                <Button busy={query.isFetchingNextPage} onClick={showMore}>
                  Show more
                </Button>
              </p>
            )
          }
        />
      )}
    </Panel>
  )
}

function Known({ runs, listed, more }: { runs: readonly TestRun[]; listed: number; more: ReactNode }) {
  const infra = runs.filter(({ isInfra }) => isInfra)
  return (
    <>
      <div className="strip-alone">
        <Strip history={runs.slice(0, drawnRuns).map(outcomeOfRun).toReversed()} />
      </div>
      <ul className="lines test-runs">
        {runs.slice(0, listed).map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
      {more}
      {infra.length > 0 && (
        <>
          <h3>Failed as a whole</h3>
          <p className="sub">So much failed in these that they say nothing of one test; they are left out.</p>
          <ul className="lines test-runs">
            {infra.slice(0, listedAtFirst).map((run) => (
              <RunLine key={run.id} run={run} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const outcomeOfRun = ({ isInfra, failed, retried }: TestRun): Outcome => {
  if (isInfra) return 'infra'
  if (failed > 0) return 'failed'
  return retried > 0 ? 'mixed' : 'passed'
}

function RunLine({ run }: { run: TestRun }) {
  const {
    id,
    at,
    commit,
    branch,
    environment,
    cases,
    failed,
    retried,
    milliseconds,
    isInfra,
    isComplete,
    infra,
  } = run
  return (
    <li>
      <span className="break">
        <RoomLink to={pathTo('tests', '+runs', id)} className="row-link">
          <Moment at={at} as="exact" />
        </RoomLink>
        <span className="sub">
          {commit && (
            <>
              <code>{shortCommit(commit)}</code>
              {' · '}
            </>
          )}
          {[branch, environment, `${countText(cases, 'test')} in ${spanText(milliseconds)}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {infra && <span className="sub">{infra.words}</span>}
      </span>
      <RunBadge isInfra={isInfra} isComplete={isComplete} failed={failed} retried={retried} />
    </li>
  )
}

export function RunBadge({
  isInfra,
  isComplete,
  failed,
  retried,
}: Pick<TestRun, 'isInfra' | 'isComplete' | 'failed' | 'retried'>) {
  if (isInfra) return <Badge tone="neutral">Left out</Badge>
  if (!isComplete) return <Badge tone="warn">Not whole</Badge>
  if (failed > 0) return <Badge tone="bad">{failed.toLocaleString()} failed</Badge>
  if (retried > 0) return <Badge tone="warn">{retried.toLocaleString()} retried</Badge>
  return <Badge tone="good">Passed</Badge>
}
