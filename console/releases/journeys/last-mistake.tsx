import { useQuery } from '@tanstack/react-query'
import { RoomLink } from '../frame/room-link.tsx'
import { pathTo } from '../place.ts'
import type { Journey } from './api.ts'
import { pastQuery } from './queries.ts'

/** While a journey is in trouble: what its newest run failed at, or why it could not be made, with the way to that run. */
export function LastMistake({
  journey: { name, standing },
  pages,
}: {
  journey: Pick<Journey, 'name' | 'standing'>
  pages: number
}) {
  const past = useQuery(pastQuery(name, pages))
  if (standing.failures === 0 && standing.notRun === 0) return null
  const wanted = standing.notRun > 0 ? 'could_not_run' : 'failed'
  const run = past.data?.runs.find(({ cause, outcome }) => cause === 'schedule' && outcome === wanted)
  if (!run?.error) return null
  return (
    <p className="sub break">
      <RoomLink to={pathTo('journeys', name, run.id)}>{run.error.step ?? 'Not run'}</RoomLink>
      {`: ${run.error.message}`}
    </p>
  )
}
