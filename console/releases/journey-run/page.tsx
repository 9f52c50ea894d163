import '../journeys/journeys.css'
import './journey-run.css'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Notice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import { shortCommit, spanText } from '../figures.ts'
import type { Run, Step } from '../journeys/api.ts'
import { runQuery } from '../journeys/queries.ts'
import { ownName } from '../journeys/use-run.ts'
import { runBadge } from '../journeys/words.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Told } from '../frame/told.tsx'
import { Attempts } from './attempts.tsx'
import { Traces } from './traces.tsx'

/** One run of a journey: its steps in time, and what was called where it failed. */
export function RunPage({ name, id }: { name: string; id: string }) {
  const query = useQuery(runQuery(id))
  return (
    <DetailFrame
      section="journeys"
      title={name === ownName ? 'Run of the own scenarios' : `Run of ${name}`}
      lead={query.data && <Lead run={query.data.run} />}
    >
      <Told query={query} lines={6}>
        {({ run, steps }) => <Found run={run} steps={steps} />}
      </Told>
    </DetailFrame>
  )
}

function Lead({ run }: { run: Run }) {
  const { tone, words } = runBadge(run)
  return (
    <>
      <span role="status">
        <Badge tone={tone}>{words}</Badge>
      </span>
      <Moment at={run.askedAt} as="exact" />
      {run.milliseconds !== null && `, ${spanText(run.milliseconds)}`}
    </>
  )
}

function Found({ run, steps }: { run: Run; steps: readonly Step[] }) {
  return (
    <>
      {run.error && (
        <Notice tone="warn">
          <p className="notice-title">{run.error.message}</p>
          <p>
            {run.error.step && `In the step ${run.error.step}. `}
            <code>{run.error.code}</code>
          </p>
        </Notice>
      )}
      {run.leftovers.length > 0 && (
        <Notice tone="warn">
          <p className="notice-title">The clean-up left something behind.</p>
          <ul>
            {run.leftovers.map((each) => (
              <li key={each} className="break">
                {each}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="columns">
        <Attempts run={run} steps={steps} />
        <Facts run={run} />
      </div>
      {run.hasHar && <Traces run={run} steps={steps} />}
    </>
  )
}

function Facts({ run }: { run: Run }) {
  const { cause, mode, attempts, repository, commit, branch, prNumber, journeyId, name, slotAt, missed } = run
  return (
    <Panel title="Run">
      <dl className="facts">
        <Fact name="Journey">
          {journeyId === null ? (
            'Keyhold’s own scenarios'
          ) : (
            <RoomLink to={pathTo('journeys', name)}>{name}</RoomLink>
          )}
        </Fact>
        <Fact name="Began">{cause === 'call' ? 'by call' : 'by its schedule'}</Fact>
        {slotAt && (
          <Fact name="Time of the schedule">
            <Moment at={slotAt} as="exact" />
            {missed > 0 && <span className="sub">{missed} before it were missed</span>}
          </Fact>
        )}
        {mode === 'simulated' && <Fact name="Mode">simulated: nothing was called</Fact>}
        <Fact name="Attempts">{attempts}</Fact>
        {repository && <Fact name="Repository">{repository}</Fact>}
        {commit && (
          <Fact name="Commit">
            <code title={commit}>{shortCommit(commit)}</code>
            {branch && (
              <>
                {' on '}
                <code>{branch}</code>
              </>
            )}
          </Fact>
        )}
        {prNumber !== null && (
          <Fact name="Pull request">
            <RoomLink to={pathTo('pull-requests', prNumber)} search={repository ? { repository } : {}}>
              #{prNumber}
            </RoomLink>
          </Fact>
        )}
      </dl>
    </Panel>
  )
}
