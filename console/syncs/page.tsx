import '../kit/room.css'
import './syncs.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Connection } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import type { DataState, Sync } from '../data-api.ts'
import { dataStateQuery, syncsQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Empty, Page } from '../kit/page.tsx'
import { manyConnections, useDataConnections } from './use-data-connections.ts'
import { useSyncNow } from './use-sync-now.ts'
import { SyncTable } from './table.tsx'
import { useNow } from '../kit/now.ts'
import { freshnessInWords } from './words.ts'

const shownSyncs = 100

/** The room of syncs: what was fetched when and why, with the progress of what is under way. */
export function SyncsPage() {
  const { connection } = useSearch({ from: '/shell/syncs' })
  return (
    <Page
      title="Sync history"
      lead="What Keyhold fetched for your connections, when and why. Each connection is synced every hour."
    >
      <ConnectionFilter chosen={connection} />
      {connection === undefined ? <OfAll /> : <OfOne id={connection} />}
    </Page>
  )
}

function ConnectionFilter({ chosen }: { chosen: string | undefined }) {
  const navigate = useNavigate()
  const { all, withData } = useDataConnections()
  const offered = withData ?? []
  const extra = all?.find(({ id }) => id === chosen && !offered.some((each) => each.id === id))
  return (
    <div className="filters" role="search" aria-label="Filter syncs">
      <label>
        <span className="visually-hidden">Connection</span>
        <select
          className="input select"
          data-filter
          value={chosen ?? ''}
          onChange={({ target }) =>
            void navigate({ to: '/syncs', search: target.value ? { connection: target.value } : {} })
          }
        >
          <option value="">All connections</option>
          {[...offered, ...(extra ? [extra] : [])].map((each) => (
            <option key={each.id} value={each.id}>
              {nameOf(each)} · {each.userId}
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && (
        <Button tone="quiet" icon="close" onClick={() => void navigate({ to: '/syncs', search: {} })}>
          Clear
        </Button>
      )}
    </div>
  )
}

function OfAll() {
  const syncs = useQuery(syncsQuery)
  return (
    <Answered query={syncs} lines={6} tall>
      {(answer) => <History syncs={answer.syncs} />}
    </Answered>
  )
}

function OfOne({ id }: { id: string }) {
  const state = useQuery(dataStateQuery(id, shownSyncs))
  const connection = useQuery(manyConnections).data?.connections.find((each) => each.id === id)
  return (
    <Answered query={state} lines={6} tall>
      {(answer) => (
        <>
          <Summary state={answer} connection={connection} />
          <History syncs={answer.syncs} />
        </>
      )}
    </Answered>
  )
}

function Summary({ state, connection }: { state: DataState; connection: Connection | undefined }) {
  const now = useNow(5000)
  const sync = useSyncNow()
  const id = state.connectionId
  const name = connection ? nameOf(connection) : 'The connection'
  return (
    <div className="sync-summary panel">
      <dl>
        <div>
          <dt>Now</dt>
          <dd>{freshnessInWords(state, now)}</dd>
        </div>
        <div>
          <dt>Kept</dt>
          <dd>{state.records.toLocaleString()} activities</dd>
        </div>
        <div>
          <dt>Next sync</dt>
          <dd>{state.nextAt ? <Moment at={state.nextAt} as="ago" /> : 'not planned'}</dd>
        </div>
      </dl>
      <div className="actions">
        <Link to="/statistics" search={{ connection: id }} className="button button-plain">
          Statistics
        </Link>
        <Button
          tone="primary"
          icon="refresh"
          busy={sync.isPending || state.syncs[0]?.state === 'running'}
          onClick={() => sync.mutate({ id, name })}
        >
          Sync now
        </Button>
      </div>
    </div>
  )
}

function History({ syncs }: { syncs: readonly Sync[] }) {
  const connections = useQuery(manyConnections).data?.connections ?? []
  const names = new Map(connections.map((each) => [each.id, nameOf(each)]))
  if (syncs.length === 0)
    return (
      <Empty title="Nothing was synced yet.">
        <p>The first sync follows a connection with Strava, Fitbit or the sandbox within seconds.</p>
        <Link to="/connections" search={{}} className="button button-primary">
          See the connections
        </Link>
      </Empty>
    )
  return (
    <>
      <SyncTable syncs={syncs} names={names} />
      {syncs.length === shownSyncs && (
        <p className="sub">The newest {shownSyncs}. Choose a connection to see more of it.</p>
      )}
    </>
  )
}
