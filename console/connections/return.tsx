import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Connection } from '../api.ts'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page, Skeleton } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { connectionsQuery } from '../queries.ts'
import { nameOf } from './words.ts'

const failures = new Set(['denied', 'failed', 'error', 'cancelled', 'expired'])

/** Where the browser lands after the provider. The answer names no connection, so the newest one is shown. */
export function ReturnPage() {
  const { status } = useSearch({ from: '/shell/connections/return' })
  const failed = status !== undefined && failures.has(status)
  const list = useQuery({ ...connectionsQuery({}), enabled: !failed, staleTime: 0, refetchInterval: false })
  const navigate = useNavigate()
  const newest = list.isFetchedAfterMount ? newestOf(list.data?.connections ?? []) : undefined

  useEffect(() => {
    if (!newest) return
    sayDone(`${nameOf(newest)} is connected.`)
    void navigate({ to: '/connections/$id', params: { id: newest.id }, search: {}, replace: true })
  }, [newest, navigate])

  return (
    <Page title="Connecting">
      {failed || (list.isFetchedAfterMount && list.data && !newest) ? (
        <NotConnected />
      ) : list.isError ? (
        <ProblemNotice error={list.error} onRetry={() => void list.refetch()} retrying={list.isFetching} />
      ) : (
        <Skeleton lines={4} />
      )}
    </Page>
  )
}

function newestOf(connections: readonly Connection[]): Connection | undefined {
  const connectedAt = (connection: Connection) => Date.parse(connection.connectedAt ?? connection.createdAt)
  return connections.toSorted((a, b) => connectedAt(b) - connectedAt(a))[0]
}

function NotConnected() {
  return (
    <Empty title="The account was not connected.">
      <p>Nothing was stored. You can try again whenever you like.</p>
      <p>
        <Link to="/connections" search={{}}>
          Back to the connections
        </Link>
      </p>
    </Empty>
  )
}
