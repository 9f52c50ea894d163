import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Notice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { ShareBar } from '../drawing/share-bar.tsx'
import { countText, shortCommit, spanText } from '../figures.ts'
import type { WholeRun } from '../flaky/api.ts'
import { testRunQuery } from '../flaky/queries.ts'
import { RunBadge } from '../flaky/runs.tsx'
import { verdictTitles, verdictTones } from '../flaky/words.ts'
import { DetailFrame } from '../frame/frame.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Told } from '../frame/told.tsx'
import { Attempts } from '../flaky-test/failures.tsx'

/** One upload of a CI: what failed in it, and whether it counts. */
export function TestRunPage({ id }: { id: string }) {
  const query = useQuery(testRunQuery(id))
  return (
    <DetailFrame section="tests" title="Run of tests" lead={query.data && <Lead run={query.data} />}>
      <Told query={query} lines={5}>
        {(run) => <Found run={run} />}
      </Told>
    </DetailFrame>
  )
}

function Lead({ run }: { run: WholeRun }) {
  const { repository, commit, branch, environment, at, format, ciRunId, attempt } = run
  return (
    <>
      <RunBadge {...run} />
      {repository} · <Moment at={at} as="exact" />
      <span className="sub">
        {commit && (
          <>
            <code>{shortCommit(commit)}</code>
            {' · '}
          </>
        )}
        {[branch, environment, format, ciRunId && `run ${ciRunId}, attempt ${attempt}`]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  )
}

function Found({ run }: { run: WholeRun }) {
  const { infra, warnings, isComplete, cases, passed, failed, skipped, retried, milliseconds, failures } = run
  return (
    <>
      {infra && (
        <Notice tone="warn">
          <p className="notice-title">This run says nothing of one test, and is left out.</p>
          <p>{infra.words}</p>
        </Notice>
      )}
      {!isComplete && (
        <Notice tone="warn">
          <p className="notice-title">This report is not whole.</p>
        </Notice>
      )}
      {warnings.map(({ code, words }) => (
        <Notice key={code}>
          <p>{words}</p>
        </Notice>
      ))}
      <Panel
        title={countText(cases, 'test')}
        aside={<span className="sub">{spanText(milliseconds)} in all</span>}
      >
        <ShareBar
          label="Tests by outcome"
          shares={[
            { name: 'failed', count: failed, className: 'share-bad' },
            { name: 'passed on retry', count: retried, className: 'share-warn' },
            { name: 'skipped', count: skipped, className: 'share-faint' },
            { name: 'passed', count: Math.max(0, passed - retried), className: 'share-good' },
          ]}
        />
      </Panel>
      {failures.length > 0 && (
        <Panel title="Failed at least once">
          <ul className="lines test-failures">
            {failures.map(({ testId, title, file, verdict, attempts }) => (
              <li key={testId}>
                <span className="test-failure-head">
                  <RoomLink to={pathTo('tests', testId)}>{title}</RoomLink>
                  <Badge tone={verdictTones[verdict]}>{verdictTitles[verdict]}</Badge>
                </span>
                {file && <span className="sub break">{file}</span>}
                <Attempts attempts={attempts} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}
