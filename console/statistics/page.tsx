import '../kit/room.css'
import './statistics.css'
import { Link, useSearch } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { Connection } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import { dataStateQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page, Skeleton } from '../kit/page.tsx'
import { useDataConnections } from '../syncs/use-data-connections.ts'
import { useSyncNow } from '../syncs/use-sync-now.ts'
import { FirstSync } from './first-sync.tsx'
import { Freshness } from './freshness.tsx'
import { Charts } from './charts.tsx'
import { readMeasure } from './measures.ts'
import { Toolbar } from './toolbar.tsx'

/** The room of figures: what a connection's owner did, drawn, with its age. */
export function StatisticsPage() {
  const { connection: wanted } = useSearch({ from: '/shell/statistics' })
  const { all, withData, error, retry, retrying } = useDataConnections()
  const chosen = withData && ((wanted && all?.find(({ id }) => id === wanted)) || withData[0])
  // One page from the first moment on: its title keeps the focus that the way here gave it.
  return (
    <Page
      title="Statistics"
      lead={chosen ? <Age connection={chosen} /> : 'What a connection unlocks, as figures with their age.'}
      actions={chosen && <SyncNow connection={chosen} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={retry} retrying={retrying} />}
      {error === null && withData === undefined && <Skeleton lines={6} tall />}
      {withData && !chosen && <NothingYet hasConnections={(all?.length ?? 0) > 0} />}
      {withData && chosen && <OfConnection key={chosen.id} connection={chosen} choices={withData} />}
    </Page>
  )
}

function Age({ connection }: { connection: Connection }) {
  const state = useQuery(dataStateQuery(connection.id)).data
  return state ? <Freshness state={state} /> : nameOf(connection)
}

function SyncNow({ connection }: { connection: Connection }) {
  const state = useQuery(dataStateQuery(connection.id)).data
  const sync = useSyncNow()
  return (
    <Button
      icon="refresh"
      busy={sync.isPending || state?.syncs[0]?.state === 'running'}
      onClick={() => sync.mutate({ id: connection.id, name: nameOf(connection) })}
    >
      Sync now
    </Button>
  )
}

function NothingYet({ hasConnections }: { hasConnections: boolean }) {
  return hasConnections ? (
    <Empty title="No connection has data yet.">
      <p>
        Activities come with accounts of Strava, of Fitbit and of the sandbox. A new connection is synced
        within seconds.
      </p>
      <Link to="/connections" search={{}} className="button button-primary">
        See the connections
      </Link>
    </Empty>
  ) : (
    <Empty title="No account is connected yet.">
      <p>Connect the sandbox, Strava or Fitbit, and the figures are drawn here after the first sync.</p>
      <Link to="/" className="button button-primary">
        Connect an account
      </Link>
    </Empty>
  )
}

function OfConnection({ connection, choices }: { connection: Connection; choices: readonly Connection[] }) {
  const measure = readMeasure(useSearch({ from: '/shell/statistics' }).measure)
  const state = useQuery(dataStateQuery(connection.id))
  return (
    <>
      <Toolbar connection={connection} choices={choices} measure={measure} />
      <Answered query={state} lines={6} tall>
        {({ syncedAt, fetchedAt, syncs }) =>
          syncedAt === null || fetchedAt === null ? (
            <FirstSync sync={syncs[0]} />
          ) : (
            <Charts id={connection.id} syncedAt={syncedAt} fetchedAt={fetchedAt} measure={measure} />
          )
        }
      </Answered>
    </>
  )
}
