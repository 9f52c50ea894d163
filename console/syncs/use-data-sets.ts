import { useQuery } from '@tanstack/react-query'
import type { DataSet } from '../data-api.ts'
import { dataSetQuery, dataSetsQuery } from '../data-queries.ts'

/**
 * What connections unlock, and the one of them that is looked at: the wanted connection's, else the newest
 * connection's; undefined before an answer and where there is none.
 */
export function useDataSets(wanted?: string) {
  const sets = useQuery(dataSetsQuery)
  const listed = sets.data?.dataSets
  const found = listed?.find(({ connectionId }) => connectionId === wanted)
  const asked = wanted !== undefined && listed !== undefined && found === undefined
  const apart = useQuery({ ...dataSetQuery(wanted ?? ''), enabled: asked })
  const failed = asked && apart.isError ? apart : sets
  return {
    sets: listed && withChosen(listed, asked ? apart.data : undefined),
    chosen: asked ? apart.data : (found ?? listed?.[0]),
    isPending: sets.isPending || (asked && apart.isPending),
    error: failed.error,
    retrying: failed.isFetching,
    retry: () => void failed.refetch(),
  }
}

const withChosen = (listed: readonly DataSet[], chosen: DataSet | undefined) =>
  chosen ? [chosen, ...listed] : listed
