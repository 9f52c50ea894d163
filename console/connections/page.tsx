import '../kit/room.css'
import './connections.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { Connection, ConnectionFilter } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Fading, Page, Skeleton } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import { connectionsQuery } from '../queries.ts'
import { useIntent } from '../shell/intents.ts'
import { useStanding } from '../standing.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { isFiltered } from './filter.ts'
import { Filters } from './filters.tsx'
import { ConnectionTable } from './table.tsx'

/** The room of all connections: a filtered page of the list, both in the address. */
export function ConnectionsPage() {
  const filter = useSearch({ from: '/shell/connections' })
  const list = useQuery(connectionsQuery(filter))
  const isOwn = useStanding()?.kind === 'person'
  const [connecting, setConnecting] = useState(false)
  const begin = useCallback(() => setConnecting(true), [])
  useIntent('connect', begin)
  const connect = (
    <Button tone="primary" icon="plus" onClick={begin}>
      Connect an account
    </Button>
  )
  return (
    <Page
      title="Connections"
      lead={
        isOwn
          ? 'Your accounts elsewhere, which Keyhold keeps connected.'
          : 'Accounts of your users that Keyhold keeps connected.'
      }
      actions={connect}
    >
      <Filters filter={filter} />
      {list.isPending && <Skeleton lines={6} tall />}
      {list.isError && (
        <ProblemNotice error={list.error} onRetry={() => void list.refetch()} retrying={list.isFetching} />
      )}
      {list.data && (
        <Fading busy={list.isPlaceholderData}>
          <List
            connections={list.data.connections}
            nextCursor={list.data.nextCursor}
            filter={filter}
            onConnect={begin}
            isOwn={isOwn}
          />
        </Fading>
      )}
      {connecting && <ConnectDialog onClose={() => setConnecting(false)} />}
    </Page>
  )
}

type ListProps = {
  connections: Connection[]
  nextCursor: string | null
  filter: ConnectionFilter
  onConnect: () => void
  isOwn: boolean
}

function List({ connections, nextCursor, filter, onConnect, isOwn }: ListProps) {
  const { cursor, ...rest } = filter
  if (connections.length === 0)
    return isFiltered(filter) || cursor ? (
      <NothingFound />
    ) : (
      <NothingYet onConnect={onConnect} isOwn={isOwn} />
    )
  return (
    <>
      <ConnectionTable connections={connections} />
      <Pager to="/connections" search={rest} cursor={cursor} nextCursor={nextCursor} />
    </>
  )
}

function NothingYet({ onConnect, isOwn }: { onConnect: () => void; isOwn: boolean }) {
  return (
    <Empty title="No account is connected yet.">
      <p>
        {isOwn
          ? 'Connect one, and your programs get at it with a key of yours.'
          : 'Connect one yourself to see how it works, or send one of your users a link.'}
      </p>
      <Button tone="primary" icon="plus" onClick={onConnect}>
        Connect an account
      </Button>
    </Empty>
  )
}

function NothingFound() {
  return (
    <Empty title="No connection matches.">
      <p>
        <Link to="/connections" search={{}}>
          Show all connections
        </Link>
      </p>
    </Empty>
  )
}
