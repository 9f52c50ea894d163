import { Notice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { ShareBar } from '../drawing/share-bar.tsx'
import { countText } from '../figures.ts'
import { verdicts, type Overview } from './api.ts'
import { minutesText, verdictShares, verdictTitles } from './words.ts'

/** How the tests of a repository stand together, and what would help most. */
export function Summary({
  overview: { tests, byVerdict, wastedMinutes, runs, advice },
}: {
  overview: Overview
}) {
  const [first, ...more] = advice
  return (
    <>
      {first && (
        <Notice tone={first.code === 'quarantine_flaky' ? 'neutral' : 'warn'}>
          <p className="notice-title">{first.words}</p>
          {first.code === 'retry_once' && (
            <p>
              A test that fails and then passes on the same commit is flaky; one that only ever runs once may
              be either. One retry is enough.
            </p>
          )}
          {more.map(({ code, words }) => (
            <p key={code}>{words}</p>
          ))}
        </Notice>
      )}
      <Panel
        title={countText(tests, 'test')}
        aside={<span className="sub">by their gravest environment</span>}
      >
        <ShareBar
          label="Tests by verdict"
          shares={verdicts.map((verdict) => ({
            name: verdictTitles[verdict].toLowerCase(),
            count: byVerdict[verdict],
            className: verdictShares[verdict],
          }))}
        />
        <dl className="figures">
          <div>
            <dt>Wasted by failures and retries</dt>
            <dd>{minutesText(wastedMinutes)}</dd>
          </div>
          <div>
            <dt>Runs in 30 days</dt>
            <dd>
              {runs.runs.toLocaleString()}{' '}
              <span className="sub-inline">on {countText(runs.commits, 'commit')}</span>
            </dd>
          </div>
          <div>
            <dt>Tests retried in a run</dt>
            <dd>{runs.retried.toLocaleString()}</dd>
          </div>
          <div>
            <dt>Commits run again</dt>
            <dd>{runs.repeatedCommits.toLocaleString()}</dd>
          </div>
          <div>
            <dt>Runs that failed as a whole</dt>
            <dd>{runs.infraRuns.toLocaleString()}</dd>
          </div>
        </dl>
      </Panel>
    </>
  )
}
