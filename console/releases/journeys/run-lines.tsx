import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { shortCommit, spanText } from '../figures.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import type { Run } from './api.ts'
import { runBadge } from './words.ts'

/** Runs, newest first; a press anywhere on a line opens one. */
export function RunLines({ label, runs }: { label: string; runs: readonly Run[] }) {
  return (
    <ul className="lines run-lines" aria-label={label}>
      {runs.map((run) => (
        <RunLine key={run.id} run={run} />
      ))}
    </ul>
  )
}

function RunLine({ run }: { run: Run }) {
  const { id, name, cause, mode, askedAt, milliseconds, attempts, commit, prNumber, error, isDegraded } = run
  const { tone, words } = runBadge(run)
  return (
    <li>
      <span className="run-words">
        <RoomLink to={pathTo('journeys', name, id)} className="row-link">
          <Moment at={askedAt} as="exact" />
        </RoomLink>
        <span className="sub">
          {cause === 'call' ? 'by call' : 'by schedule'}
          {mode === 'simulated' && ', simulated'}
          {milliseconds !== null && ` · ${spanText(milliseconds)}`}
          {attempts > 1 && ` · ${attempts} attempts`}
          {isDegraded && ' · slow'}
          {commit && (
            <>
              {' · '}
              <code>{shortCommit(commit)}</code>
            </>
          )}
          {prNumber !== null && ` · #${prNumber}`}
        </span>
        {error && (
          <span className="sub break">
            {error.step && `${error.step}: `}
            {error.message}
          </span>
        )}
      </span>
      <Badge tone={tone}>{words}</Badge>
    </li>
  )
}
