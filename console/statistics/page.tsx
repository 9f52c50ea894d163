import '../kit/room.css'
import './statistics.css'
import { Link, useSearch } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { nameOf } from '../connections/words.ts'
import type { DataSet } from '../data-api.ts'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page, Skeleton } from '../kit/page.tsx'
import { overviewQuery } from '../queries.ts'
import { useDataSets } from '../syncs/use-data-sets.ts'
import { useSyncNow } from '../syncs/use-sync-now.ts'
import { FirstSync } from './first-sync.tsx'
import { Freshness } from './freshness.tsx'
import { Charts } from './charts.tsx'
import { readMeasure } from './measures.ts'
import { Toolbar } from './toolbar.tsx'

/** The room of figures: what a connection's owner did, drawn, with its age. */
export function StatisticsPage() {
  const { connection: wanted } = useSearch({ from: '/shell/statistics' })
  const { sets, chosen, isPending, error, retry, retrying } = useDataSets(wanted)
  // One page from the first moment on: its title keeps the focus that the way here gave it.
  return (
    <Page
      title="Statistics"
      lead={chosen ? <Freshness set={chosen} /> : 'What a connection unlocks, as figures with their age.'}
      actions={chosen && <SyncNow set={chosen} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={retry} retrying={retrying} />}
      {error === null && isPending && <Skeleton lines={6} tall />}
      {sets?.length === 0 && <NothingYet />}
      {sets && chosen && <OfSet key={chosen.connectionId} set={chosen} choices={sets} />}
    </Page>
  )
}

function SyncNow({ set }: { set: DataSet }) {
  const sync = useSyncNow()
  return (
    <Button
      icon="refresh"
      busy={sync.isPending || set.sync?.state === 'running'}
      onClick={() => sync.mutate({ id: set.connectionId, name: nameOf(set) })}
    >
      Sync now
    </Button>
  )
}

function NothingYet() {
  const connections = useQuery(overviewQuery).data?.connections
  if (!connections) return null
  return connections.total > 0 ? (
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

function OfSet({ set, choices }: { set: DataSet; choices: readonly DataSet[] }) {
  const measure = readMeasure(useSearch({ from: '/shell/statistics' }).measure)
  const { connectionId, syncedAt, fetchedAt, sync } = set
  return (
    <>
      <Toolbar set={set} choices={choices} measure={measure} />
      {syncedAt === null || fetchedAt === null ? (
        <FirstSync sync={sync} />
      ) : (
        <Charts id={connectionId} syncedAt={syncedAt} fetchedAt={fetchedAt} measure={measure} />
      )}
    </>
  )
}
