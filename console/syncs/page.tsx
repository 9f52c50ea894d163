import '../kit/room.css'
import './syncs.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { nameOf } from '../connections/words.ts'
import type { DataSet, Sync } from '../data-api.ts'
import { syncsQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import { Empty, Fading, Page } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import { SyncTable } from './table.tsx'
import { useDataSets } from './use-data-sets.ts'
import { useSyncNow } from './use-sync-now.ts'
import { freshnessInWords } from './words.ts'

/** The room of syncs: what was fetched when and why, with the progress of what is under way. */
export function SyncsPage() {
  const { connection, cursor } = useSearch({ from: '/shell/syncs' })
  const syncs = useQuery(syncsQuery({ connection, cursor }))
  const { sets = [], chosen } = useDataSets(connection)
  const place = connection === undefined ? {} : { connection }
  return (
    <Page
      title="Sync history"
      lead="What Keyhold fetched for your connections, when and why. Each connection is synced every hour."
    >
      <ConnectionFilter chosen={connection} sets={sets} />
      {connection !== undefined && chosen && <Summary set={chosen} />}
      <Answered query={syncs} lines={6} tall>
        {(answer) => (
          <Fading busy={syncs.isPlaceholderData}>
            <History syncs={answer.syncs} sets={sets} isFiltered={connection !== undefined} />
            <Pager to="/syncs" search={place} cursor={cursor} nextCursor={answer.nextCursor} />
          </Fading>
        )}
      </Answered>
    </Page>
  )
}

function ConnectionFilter({ chosen, sets }: { chosen: string | undefined; sets: readonly DataSet[] }) {
  const navigate = useNavigate()
  const go = (connection: string) =>
    void navigate({ to: '/syncs', search: connection === '' ? {} : { connection } })
  return (
    <div className="filters" role="search" aria-label="Filter syncs">
      <label className="filter-connection">
        <span className="visually-hidden">Connection</span>
        <select
          className="input select"
          data-filter
          value={chosen ?? ''}
          onChange={({ target }) => go(target.value)}
        >
          <option value="">All connections</option>
          {sets.map((set) => (
            <option key={set.connectionId} value={set.connectionId}>
              {nameOf(set)} · {set.userId}
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && (
        <Button tone="quiet" icon="close" onClick={() => go('')}>
          Clear
        </Button>
      )}
    </div>
  )
}

function Summary({ set }: { set: DataSet }) {
  const now = useNow(5000)
  const sync = useSyncNow()
  const { connectionId, records, nextAt } = set
  return (
    <div className="sync-summary panel">
      <dl>
        <div>
          <dt>Now</dt>
          <dd>{freshnessInWords(set, now)}</dd>
        </div>
        <div>
          <dt>Kept</dt>
          <dd>{records === 1 ? '1 activity' : `${records.toLocaleString()} activities`}</dd>
        </div>
        <div>
          <dt>Next sync</dt>
          <dd>{nextAt ? <Moment at={nextAt} as="ago" /> : 'not planned'}</dd>
        </div>
      </dl>
      <div className="actions">
        <Link to="/statistics" search={{ connection: connectionId }} className="button button-plain">
          Statistics
        </Link>
        <Button
          tone="primary"
          icon="refresh"
          busy={sync.isPending || set.sync?.state === 'running'}
          onClick={() => sync.mutate({ id: connectionId, name: nameOf(set) })}
        >
          Sync now
        </Button>
      </div>
    </div>
  )
}

type HistoryProps = { syncs: readonly Sync[]; sets: readonly DataSet[]; isFiltered: boolean }

function History({ syncs, sets, isFiltered }: HistoryProps) {
  if (syncs.length > 0) {
    const names = new Map(sets.map((set) => [set.connectionId, nameOf(set)]))
    return <SyncTable syncs={syncs} names={names} />
  }
  if (isFiltered) return <Empty title="This connection was not synced yet." />
  return (
    <Empty title="Nothing was synced yet.">
      <p>The first sync follows a connection with Strava, Fitbit or the sandbox within seconds.</p>
      <Link to="/connections" search={{}} className="button button-primary">
        See the connections
      </Link>
    </Empty>
  )
}
