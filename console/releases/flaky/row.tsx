import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { IntervalBar } from '../drawing/interval-bar.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Strip } from '../strips/strip.tsx'
import type { Standing } from './api.ts'
import { testQuery } from './queries.ts'
import {
  certaintyInWords,
  neededInWords,
  outcomeOf,
  quarantineTitles,
  verdictTitles,
  verdictTones,
} from './words.ts'

/** A test in one environment: what it is called, what it did, and what that says. */
export function TestRow({ test }: { test: Standing }) {
  const { id, environment, verdict, file, suites, name, quarantine, interval, upperLimit } = test
  const tone = verdictTones[verdict]
  return (
    <li className="test-row">
      <div className="test-words">
        <RoomLink
          to={pathTo('tests', id)}
          search={environment === '' ? {} : { environment }}
          className="row-link"
        >
          {name}
        </RoomLink>
        <span className="sub break">{[file, ...suites, environment].filter(Boolean).join(' › ')}</span>
        {quarantine && (
          <span className="sub">
            {quarantineTitles[quarantine.state]}
            {quarantine.owner && ` · ${quarantine.owner}`}
            {quarantine.isExpired && ' · its day of review is past'}
          </span>
        )}
      </div>
      <RowStrip id={id} environment={environment} />
      <div className="test-verdict">
        <Badge tone={tone}>{verdictTitles[verdict]}</Badge>
        <span className="sub">{certaintyInWords(test)}</span>
        {verdict !== 'broken' && (interval ?? upperLimit) !== null && (
          <IntervalBar
            low={upperLimit === null ? (interval?.low ?? 0) : 0}
            high={upperLimit ?? interval?.high ?? 0}
            most={1}
            tone={tone}
          />
        )}
        <span className="sub">{neededInWords(test)}</span>
      </div>
    </li>
  )
}

/** The list has no histories, so each row asks for its own. */
function RowStrip({ id, environment }: { id: string; environment: string }) {
  const strip = useQuery(testQuery(id, environment)).data?.strip
  const history = useMemo(() => strip?.map(outcomeOf), [strip])
  return <div className="test-strip">{history && <Strip history={history} />}</div>
}
