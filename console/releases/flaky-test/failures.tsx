import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { spanText } from '../figures.ts'
import type { Attempt, TestCase } from '../flaky/api.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'

const shownAtFirst = 3

/** What it said when it failed, newest first. */
export function Failures({ failures }: { failures: TestCase['failures'] }) {
  const [isAll, setAll] = useState(false)
  if (failures.length === 0) return null
  return (
    <Panel title="Last failures">
      <ul className="lines test-failures">
        {(isAll ? failures : failures.slice(0, shownAtFirst)).map(({ runId, at, attempts }) => (
          <li key={runId}>
            <RoomLink to={pathTo('tests', '+runs', runId)}>
              <Moment at={at} as="exact" />
            </RoomLink>
            <Attempts attempts={attempts} />
          </li>
        ))}
      </ul>
      {!isAll && failures.length > shownAtFirst && (
        <p className="panel-foot">
          <Button onClick={() => setAll(true)}>Show {failures.length - shownAtFirst} older</Button>
        </p>
      )}
    </Panel>
  )
}

/** Each attempt in its order, with what it said. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <ol className="attempts">
      {attempts.map(({ outcome, durationMilliseconds, message }, place) => (
        <li key={place}>
          <span className={`attempt-outcome attempt-${outcome}`}>{outcome}</span>
          {durationMilliseconds !== null && (
            <span className="sub-inline number"> {spanText(durationMilliseconds)}</span>
          )}
          {message && (
            <pre>
              <code>{message}</code>
            </pre>
          )}
        </li>
      ))}
    </ol>
  )
}
