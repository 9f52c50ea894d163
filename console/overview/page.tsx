import '../kit/room.css'
import './overview.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Entry, Overview } from '../api.ts'
import { ConnectionTable } from '../connections/table.tsx'
import { EntryList } from '../kit/entry-list.tsx'
import { Moment } from '../kit/moment.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page, Panel, Skeleton } from '../kit/page.tsx'
import { overviewQuery } from '../queries.ts'
import { Counts } from './counts.tsx'
import { DataPanel } from './data-panel.tsx'
import { FirstSteps } from './first-steps.tsx'
import { foldEntries } from './fold.ts'
import { healthInWords } from './health.ts'
import { Providers } from './providers.tsx'

const shownLately = 12

/** The first room: what is to be done, then how everything stands. */
export function OverviewPage() {
  const overview = useQuery(overviewQuery)
  return (
    <Page
      title="Overview"
      lead={overview.data && healthInWords(overview.data)}
      actions={overview.data && <Age at={overview.data.checkedAt} />}
    >
      {overview.isError && (
        <ProblemNotice
          error={overview.error}
          onRetry={() => void overview.refetch()}
          retrying={overview.isFetching}
        />
      )}
      {overview.isPending && <Skeleton lines={6} tall />}
      {overview.data && <Standing overview={overview.data} />}
    </Page>
  )
}

function Age({ at }: { at: string }) {
  return (
    <span className="sub">
      as of <Moment at={at} as="ago" />
    </span>
  )
}

function Standing({ overview }: { overview: Overview }) {
  const hasConnections = overview.connections.total > 0
  return (
    <>
      {overview.atRisk.length > 0 && <AtRisk overview={overview} />}
      <FirstSteps overview={overview} />
      {hasConnections && <Counts counts={overview.connections} />}
      <div className="columns">
        <Panel title="Lately">
          <Lately entries={overview.recent} />
        </Panel>
        <div className="stack">
          <DataPanel />
          <Providers overview={overview} />
        </div>
      </div>
    </>
  )
}

/** What happened lately, each entry leading to its connection as long as that is there. */
function Lately({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return <Empty title="Nothing has happened yet." />
  const gone = new Set(
    entries.filter(({ action }) => action === 'connection.deleted').map(({ object }) => object),
  )
  const words = ({ objectKind, object, text }: Entry) =>
    objectKind === 'connection' && object !== null && !gone.has(object) ? (
      <Link to="/connections/$id" params={{ id: object }} search={{}}>
        {text}
      </Link>
    ) : (
      text
    )
  return <EntryList entries={foldEntries(entries).slice(0, shownLately)} words={words} />
}

function AtRisk({ overview }: { overview: Overview }) {
  return (
    <section className="at-risk" aria-labelledby="at-risk">
      <header className="panel-head">
        <h2 id="at-risk">At risk</h2>
        <Link to="/connections" search={{ status: 'needs_reauth' }}>
          All that need reconnecting
        </Link>
      </header>
      <ConnectionTable connections={overview.atRisk} />
    </section>
  )
}
