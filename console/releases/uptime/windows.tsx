import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { useNow } from '../../kit/now.ts'
import { piecesOf } from '../drawing/scale.ts'
import { UptimeBar } from './uptime-bar.tsx'
import { percentText } from '../figures.ts'
import { windows, type Journey, type Uptime, type Window } from '../journeys/api.ts'
import { figuresQuery, pastQuery, runsQuery } from '../journeys/queries.ts'
import { countsOf, slicesOfRuns } from './slices-of-runs.ts'
import { runBadge } from '../journeys/words.ts'

const windowTitles: Record<Window, string> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' }

/** What part of a day, a week and thirty days a journey was well, and when it was not. */
export function Windows({ journey, pages }: { journey: Journey; pages: number }) {
  const { data: figures, error } = useQuery(figuresQuery(journey.name))
  const isAsked = journey.everySeconds !== null
  const { data: past, error: pastError } = useQuery({
    ...pastQuery(journey.name, pages),
    enabled: isAsked,
  })
  const now = useNow(60_000)
  if (journey.everySeconds === null) return <LastRun name={journey.name} />
  if (error ?? pastError) return <ProblemNotice error={error ?? pastError} />
  const { everySeconds } = journey
  return (
    <dl className="windows">
      {windows.map((window) => {
        const uptime = figures?.uptime[window]
        const slices =
          past && uptime
            ? slicesOfRuns(past, {
                now,
                windowSeconds: uptime.seconds,
                everySeconds,
                since: Date.parse(journey.createdAt),
              })
            : undefined
        return (
          <div key={window}>
            <dt>{windowTitles[window]}</dt>
            <dd>
              <strong className="number">{uptime ? uptimeText(uptime) : '…'}</strong>
              {slices && <UptimeBar label={windowTitles[window]} slices={slices} />}
              {slices === null && uptime && <CountsBar uptime={uptime} />}
              {slices === undefined && <span className="window-space" />}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** What was missed was not up. */
const uptimeText = ({ uptime }: Uptime) => (uptime === null ? 'no runs yet' : `${percentText(uptime, 2)} up`)

/** Without a schedule there is no uptime: what is known is how it went last. */
function LastRun({ name }: { name: string }) {
  const [last] = useQuery(runsQuery({ journey: name, limit: 1 })).data?.runs ?? []
  if (!last) return <p className="nothing">It has no schedule and has not run yet.</p>
  const { tone, words } = runBadge(last)
  return (
    <p className="last-run">
      <Badge tone={tone}>{words}</Badge>
      <span className="sub-inline">
        last run <Moment at={last.askedAt} as="ago" />; without a schedule there is no uptime
      </span>
    </p>
  )
}

/** Of more runs than are asked for only the counts are known. */
function CountsBar({ uptime }: { uptime: Uptime }) {
  const counts = countsOf(uptime)
  const pieces = piecesOf(counts.map(({ count }) => count))
  const words = counts.map(({ name, count }) => `${count.toLocaleString()} ${name}`).join(', ')
  return (
    <svg className="uptime" width="100%" height="26" role="img" aria-label={`Runs: ${words}`}>
      {counts.map(({ name, className }, place) => (
        <rect key={name} className={`share ${className}`} height="26" {...pieces[place]} />
      ))}
    </svg>
  )
}
