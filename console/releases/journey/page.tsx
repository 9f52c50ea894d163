import '../journeys/journeys.css'
import './journey.css'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Notice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { UptimeLegend } from '../uptime/uptime-bar.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import type { Place } from '../place.ts'
import { EditPage, NewPage } from '../journey-edit/page.tsx'
import { RunPage } from '../journey-run/page.tsx'
import type { Journey } from '../journeys/api.ts'
import { LastMistake } from '../journeys/last-mistake.tsx'
import { NextRun } from '../journeys/next-run.tsx'
import { journeyQuery, pastPages } from '../journeys/queries.ts'
import { Windows } from '../uptime/windows.tsx'
import { everyText, journeyBadge } from '../journeys/words.ts'
import { Told } from '../frame/told.tsx'
import { Actions } from './actions.tsx'
import { Budget } from './budget.tsx'
import { History } from './history.tsx'
import { Steps } from './steps.tsx'
import { OverTime } from './over-time.tsx'

/** What stands behind the tab: a journey, one of its runs, or its document. */
export default function JourneyPlace({ place: { id, part } }: { place: Place }) {
  if (id === '+new') return <NewPage />
  if (part === 'edit') return <EditPage name={id!} />
  if (part !== null) return <RunPage name={id!} id={part} />
  return <JourneyPage name={id!} />
}

function JourneyPage({ name }: { name: string }) {
  const query = useQuery(journeyQuery(name))
  const journey = query.data
  return (
    <DetailFrame
      section="journeys"
      title={journey?.title ?? name}
      lead={journey && <Lead journey={journey} />}
      actions={journey && <Actions journey={journey} />}
    >
      <Told query={query} lines={6}>
        {(found) => (
          <>
            <Trouble journey={found} />
            <Panel title="Uptime" aside={<UptimeLegend />}>
              <Windows journey={found} pages={pastPages.one} />
            </Panel>
            <div className="columns">
              <Steps name={found.name} />
              <div className="page">
                <Budget name={found.name} />
                <Facts journey={found} />
              </div>
            </div>
            <OverTime journey={found} />
            <History name={found.name} />
          </>
        )}
      </Told>
    </DetailFrame>
  )
}

function Lead({ journey }: { journey: Journey }) {
  const { tone, words } = journeyBadge(journey)
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      {everyText(journey.everySeconds)}
      {journey.nextAt && (
        <>
          {', '}
          <NextRun at={journey.nextAt} />
        </>
      )}
    </>
  )
}

function Trouble({ journey }: { journey: Journey }) {
  const { failingSince, failures, notRun } = journey.standing
  if (failingSince === null && notRun === 0) return null
  return (
    <Notice tone="warn">
      {failingSince !== null && (
        <p className="notice-title">
          It has failed since <Moment at={failingSince} />, {inARow(failures)}.
        </p>
      )}
      {notRun > 0 && (
        <p className="notice-title">It could not be run, {inARow(notRun)}: nobody looks whether it works.</p>
      )}
      <LastMistake journey={journey} pages={pastPages.one} />
      <p>The run shows what was called and what was answered.</p>
    </Notice>
  )
}

function Facts({ journey: { stages, targets, secrets, version, updatedAt, name } }: { journey: Journey }) {
  return (
    <Panel title="What it does">
      <dl className="facts">
        <Fact name="Name">
          <code>{name}</code>
        </Fact>
        <Fact name="Stages">{stages.join(', ') || 'not readable any more'}</Fact>
        <Fact name="Calls">{targets.length > 0 ? <Codes all={targets} /> : 'this deployment'}</Fact>
        {secrets.length > 0 && (
          <Fact name="Secrets">
            <Codes all={secrets} />
          </Fact>
        )}
        <Fact name="Document">
          version {version}, <Moment at={updatedAt} as="ago" />
        </Fact>
      </dl>
    </Panel>
  )
}

const Codes = ({ all }: { all: readonly string[] }) =>
  all.map((each) => (
    <code key={each} className="journey-code">
      {each}
    </code>
  ))

const inARow = (failures: number) =>
  failures === 1 ? 'once so far' : `${failures.toLocaleString()} times in a row`
