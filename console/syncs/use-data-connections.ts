import { useQuery } from '@tanstack/react-query'
import { syncsQuery } from '../data-queries.ts'
import { connectionsQuery } from '../queries.ts'
import { withData } from './with-data.ts'

/** The newest connections, as many as one page of the list has. */
export const manyConnections = connectionsQuery({}, 100)

/** The connections that unlock data, asked of the API. */
export function useDataConnections() {
  const connections = useQuery(manyConnections)
  const syncs = useQuery(syncsQuery)
  const failed = [connections, syncs].find(({ isError }) => isError)
  return {
    all: connections.data?.connections,
    withData:
      connections.data && syncs.data ? withData(connections.data.connections, syncs.data.syncs) : undefined,
    error: failed?.error ?? null,
    retrying: connections.isFetching || syncs.isFetching,
    retry: () => void Promise.all([connections.refetch(), syncs.refetch()]),
  }
}
