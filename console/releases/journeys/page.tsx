import './journeys.css'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Icon } from '../../kit/icons.tsx'
import { Empty, Fading } from '../../kit/page.tsx'
import { UptimeLegend } from '../uptime/uptime-bar.tsx'
import { TabFrame } from '../frame/frame.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Secrets } from '../journey-secrets/panel.tsx'
import { Told } from '../frame/told.tsx'
import { useReleaseSearch } from '../use-repository.ts'
import type { Journey } from './api.ts'
import { BudgetLeft } from './budget-left.tsx'
import { LastMistake } from './last-mistake.tsx'
import { NextRun } from './next-run.tsx'
import { OwnScenarios } from './own-scenarios.tsx'
import { journeysQuery, pastPages } from './queries.ts'
import { Windows } from '../uptime/windows.tsx'
import { everyText, journeyBadge } from './words.ts'

/** Journeys: what walks through a deployment as a person would, and how it fared. */
export default function JourneysTab() {
  const { after } = useReleaseSearch()
  const journeys = useQuery(journeysQuery(after))
  return (
    <TabFrame
      section="journeys"
      title="Journeys"
      lead="They walk through a deployment as a person would, by hand or by schedule, and clean up behind them."
      isWhole
      actions={
        journeys.data && (
          <RoomLink to={pathTo('journeys', '+new')} className="button button-primary">
            <Icon name="plus" />
            New journey
          </RoomLink>
        )
      }
    >
      <Told query={journeys} lines={6}>
        {(answer) => (
          <>
            <Fading busy={journeys.isPlaceholderData}>
              {answer.journeys.length === 0 ? (
                <NoJourney />
              ) : (
                <>
                  <ul className="journey-cards">
                    {answer.journeys.map((journey) => (
                      <JourneyCard key={journey.id} journey={journey} />
                    ))}
                  </ul>
                  <UptimeLegend />
                </>
              )}
              {answer.nextAfter !== null && (
                <nav className="pager" aria-label="Pages">
                  <span />
                  <RoomLink
                    to={pathTo('journeys')}
                    search={{ after: answer.nextAfter }}
                    className="button button-plain"
                  >
                    Next page
                    <Icon name="next" />
                  </RoomLink>
                </nav>
              )}
            </Fading>
            <OwnScenarios scenarios={answer.scenarios} />
            <Secrets />
          </>
        )}
      </Told>
    </TabFrame>
  )
}

function NoJourney() {
  return (
    <Empty title="No journey is kept yet.">
      <p>
        Write one as YAML: requests, what to expect of them, and what to clean up. Or run the scenarios that
        come with Keyhold, below, as they are.
      </p>
    </Empty>
  )
}

function JourneyCard({ journey }: { journey: Journey }) {
  const { name, title, everySeconds, nextAt, isPaused } = journey
  const { tone, words } = journeyBadge(journey)
  return (
    <li className="panel journey-card">
      <header>
        <h2>
          <RoomLink to={pathTo('journeys', name)} className="row-link">
            {title ?? name}
          </RoomLink>
        </h2>
        <Badge tone={tone}>{words}</Badge>
      </header>
      <p className="sub">
        {title && `${name} · `}
        {everyText(everySeconds)}
        {nextAt && !isPaused && (
          <>
            {' · '}
            <NextRun at={nextAt} />
          </>
        )}
        <BudgetLeft name={name} />
      </p>
      <LastMistake journey={journey} pages={pastPages.list} />
      <Windows journey={journey} pages={pastPages.list} />
    </li>
  )
}
