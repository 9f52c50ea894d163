import { useQuery } from '@tanstack/react-query'
import type { Figure, Totals } from '../data-api.ts'
import { figureQuery, longestQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { shortDayText } from './calendar.ts'
import { activitiesText, distanceText, elevationText, timeText } from './measures.ts'

/** This year so far: what was run, and what was ridden. */
export function YearToDate({ id, syncedAt }: { id: string; syncedAt: string }) {
  const ytd = useQuery(figureQuery(id, 'ytd', syncedAt))
  return (
    <Answered query={ytd} lines={2} tall>
      {({ data, fetched_at }) => (
        <div className="year-cards">
          {shownNouns(data).map((noun) => (
            <YearCard
              key={noun}
              id={id}
              noun={noun}
              year={fetched_at.slice(0, 4)}
              totals={data[noun]}
              syncedAt={syncedAt}
            />
          ))}
        </div>
      )}
    </Answered>
  )
}

const nouns = ['run', 'ride'] as const

/** A runner is not shown that he never rode; whoever did neither this year is told so of both. */
function shownNouns(data: Figure<'ytd'>['data']): readonly ('run' | 'ride')[] {
  const done = nouns.filter((noun) => data[noun].count > 0)
  return done.length > 0 ? done : nouns
}

const titles = { run: 'Runs', ride: 'Rides' }

type CardProps = { id: string; noun: 'run' | 'ride'; year: string; totals: Totals; syncedAt: string }

function YearCard({ id, noun, year, totals, syncedAt }: CardProps) {
  return (
    <section className="panel year-card" aria-label={`${titles[noun]} in ${year}`}>
      <h2>
        {titles[noun]} in {year}
      </h2>
      <p className="year-card-number">{distanceText(totals.distance)}</p>
      <dl className="year-card-facts">
        <div>
          <dt>Activities</dt>
          <dd>{totals.count.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Moving time</dt>
          <dd>{timeText(totals.moving_time)}</dd>
        </div>
        <div>
          <dt>Climb</dt>
          <dd>{elevationText(totals.elevation_gain)}</dd>
        </div>
      </dl>
      {totals.count === 0 ? (
        <p className="sub">No {noun} yet this year.</p>
      ) : (
        <Longest id={id} noun={noun} syncedAt={syncedAt} count={totals.count} />
      )}
    </section>
  )
}

function Longest({ id, noun, syncedAt, count }: Omit<CardProps, 'year' | 'totals'> & { count: number }) {
  const longest = useQuery(longestQuery(id, noun, syncedAt)).data
  if (!longest) return <p className="sub">{activitiesText(count)}</p>
  return (
    <p className="sub">
      Longest {noun}: {distanceText(longest.distance)} on {shortDayText(longest.local_date)}, “{longest.name}”
    </p>
  )
}
