import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Panel } from '../../kit/page.tsx'
import { percentText } from '../figures.ts'
import type { Journey } from '../journeys/api.ts'
import { figuresQuery, journeysQuery, runsQuery } from '../journeys/queries.ts'
import { everyText, journeyBadge, runBadge, worstFirst } from '../journeys/words.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'

const mostShown = 8

/** How the deployment's journeys stand, which are about no repository. */
export function JourneysCard() {
  const journeys = useQuery(journeysQuery()).data?.journeys
  if (!journeys || journeys.length === 0) return null
  return (
    <Panel
      title="Journeys of this deployment"
      aside={<RoomLink to={pathTo('journeys')}>All journeys</RoomLink>}
    >
      <ul className="lines journey-lines">
        {worstFirst(journeys)
          .slice(0, mostShown)
          .map((journey) => (
            <JourneyLine key={journey.id} journey={journey} />
          ))}
      </ul>
      {journeys.length > mostShown && (
        <p className="sub panel-foot">{(journeys.length - mostShown).toLocaleString()} more.</p>
      )}
    </Panel>
  )
}

function JourneyLine({ journey }: { journey: Journey }) {
  const { name, title, everySeconds } = journey
  const figures = useQuery({ ...figuresQuery(name), enabled: everySeconds !== null }).data
  const isByCall = everySeconds === null
  const lastRun = useQuery({ ...runsQuery({ journey: name, limit: 1 }), enabled: isByCall }).data?.runs[0]
  const { tone, words } = lastRun ? runBadge(lastRun) : journeyBadge(journey)
  const uptime = figures?.uptime['24h'].uptime
  return (
    <li>
      <span className="break">
        <RoomLink to={pathTo('journeys', name)} className="row-link">
          {title ?? name}
        </RoomLink>
        <span className="sub">
          {title && `${name} · `}
          {everyText(everySeconds)}
          {uptime != null && ` · ${percentText(uptime, 2)} up in 24 hours`}
        </span>
      </span>
      <Badge tone={tone}>{words}</Badge>
    </li>
  )
}
