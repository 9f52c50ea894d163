import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../kit/answered.tsx'
import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { countText, shortCommit, spanText } from '../figures.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Strip } from '../strips/strip.tsx'
import type { Outcome } from '../strips/outcomes.ts'
import type { TestRun } from './api.ts'
import { testRunsQuery } from './queries.ts'

const drawnRuns = 100
const listedRuns = 5

/** What CI sent last, and which of it counts for nothing. */
export function Runs({ repository }: { repository: string }) {
  const runs = useQuery(testRunsQuery(repository, drawnRuns))
  return (
    <Panel title="Runs" aside={<span className="sub">the last {drawnRuns} that CI sent</span>}>
      <Answered query={runs} lines={3}>
        {({ runs: all }) => <Known runs={all} />}
      </Answered>
    </Panel>
  )
}

function Known({ runs }: { runs: readonly TestRun[] }) {
  const infra = runs.filter(({ isInfra }) => isInfra)
  const newest = runs.slice(0, listedRuns)
  return (
    <>
      <div className="strip-alone">
        <Strip history={runs.map(outcomeOfRun).toReversed()} />
      </div>
      <ul className="lines test-runs">
        {newest.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
      {infra.length > 0 && (
        <>
          <h3>Failed as a whole</h3>
          <p className="sub">So much failed in these that they say nothing of one test; they are left out.</p>
          <ul className="lines test-runs">
            {infra.slice(0, listedRuns).map((run) => (
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
