import { Badge } from '../../kit/badge.tsx'
import { Panel } from '../../kit/page.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { IntervalBar } from '../drawing/interval-bar.tsx'
import { percentText, shortCommit } from '../figures.ts'
import type { Reason, Standing } from '../flaky/api.ts'
import { minutesText, neededInWords, verdictTitles, verdictTones } from '../flaky/words.ts'
import { Waiting } from '../flaky/waiting.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'

/** What is held of a test, how certain that is, and what speaks for it. */
export function Judgement({ standing }: { standing: Standing }) {
  const { verdict, score, interval, upperLimit, reasons, runs, passed, failed, skipped, wastedMinutes } =
    standing
  const { attempts, failedAttempts } = standing
  const tone = verdictTones[verdict]
  return (
    <Panel
      title="Verdict"
      aside={
        <>
          <Badge tone={tone}>{verdictTitles[verdict]}</Badge> <Waiting standing={standing} />
        </>
      }
    >
      <dl className="facts judgement">
        {failedAttempts > 0 && (
          <div>
            <dt>The next failure is noise</dt>
            <dd>
              <strong className="number">{percentText(score)}</strong>
              <ChanceBar chance={score} tone={tone} />
            </dd>
          </div>
        )}
        {interval && (
          <div>
            <dt>Fails and passes on one commit</dt>
            <dd>
              <span className="number">
                {percentText(interval.low, 1)} to {percentText(interval.high, 1)}
              </span>{' '}
              <span className="sub-inline">90 of 100</span>
              <IntervalBar low={interval.low} high={interval.high} most={1} tone={tone} />
            </dd>
          </div>
        )}
        {upperLimit !== null && (
          <div>
            <dt>Ruled out</dt>
            <dd>
              {upperLimit >= 1 ? 'nothing yet' : `failing in ${percentText(upperLimit, 1)} of runs or more`}{' '}
              <span className="sub-inline">95 of 100</span>
              <IntervalBar low={0} high={upperLimit} most={1} tone={tone} />
            </dd>
          </div>
        )}
        <div>
          <dt>{standing.held ? 'Waits' : 'Runs it takes'}</dt>
          <dd>{neededInWords(standing)}</dd>
        </div>
        {failedAttempts > 0 && (
          <div>
            <dt>Attempts that count</dt>
            <dd className="number">
              {failedAttempts.toLocaleString()} of {attempts.toLocaleString()} failed
            </dd>
          </div>
        )}
        <div>
          <dt>All runs</dt>
          <dd className="number">
            {runs.toLocaleString()}: {passed.toLocaleString()} passed in the end, {failed.toLocaleString()}{' '}
            failed, {skipped.toLocaleString()} skipped
          </dd>
        </div>
        {wastedMinutes > 0 && (
          <div>
            <dt>Wasted</dt>
            <dd>{minutesText(wastedMinutes)}</dd>
          </div>
        )}
      </dl>
      {reasons.length > 0 && (
        <>
          <h3 className="judgement-why">Why</h3>
          <ul className="lines">
            {reasons.map((reason) => (
              <li key={reason.code}>
                <span>
                  {reason.words}
                  <Evidence reason={reason} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

function Evidence({ reason: { commits, pullRequests } }: { reason: Reason }) {
  if (commits.length + pullRequests.length === 0) return null
  return (
    <span className="sub evidence">
      {commits.map((commit) => (
        <code key={commit} title={commit}>
          {shortCommit(commit)}
        </code>
      ))}
      {pullRequests.map((number) => (
        <RoomLink key={number} to={pathTo('pull-requests', number)}>
          #{number}
        </RoomLink>
      ))}
    </span>
  )
}
