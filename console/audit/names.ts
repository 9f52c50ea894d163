import { useQuery } from '@tanstack/react-query'
import { nameOf } from '../connections/words.ts'
import { connectionsQuery, keysQuery } from '../queries.ts'

/** Names of what the log knows by id alone: of the newest hundred connections, and of the newest keys. */
export function useNames() {
  const connections = useQuery(connectionsQuery({}, 100)).data
  const keys = useQuery(keysQuery()).data?.keys ?? []
  const listed = connections?.connections ?? []
  const isAll = connections !== undefined && connections.nextCursor === null
  const keyNames = new Map(keys.map(({ id, name }) => [id, name]))
  const connectionNames = new Map(listed.map((each) => [each.id, nameOf(each)]))
  return {
    keys: keyNames as ReadonlyMap<string, string>,
    connections: connectionNames as ReadonlyMap<string, string>,
    /** Whether it is certain that there is no such connection any more. */
    hasEnded: (id: string) => isAll && !connectionNames.has(id),
  }
}

export type Names = ReturnType<typeof useNames>
