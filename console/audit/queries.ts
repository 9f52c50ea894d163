import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { auditApi } from './api.ts'
import type { AuditFilter } from './filter.ts'

const provingMilliseconds = 500
const restingMilliseconds = 5_000
const entriesMilliseconds = 10_000

/** How far the log is bound and proved; asked often while a proof is under way or wished for. */
export const auditStatusQuery = (isWished: boolean) =>
  queryOptions({
    queryKey: ['audit', 'status'],
    queryFn: auditApi.status,
    refetchInterval: (query) =>
      whileWatched(isWished || query.state.data?.running ? provingMilliseconds : restingMilliseconds)(),
  })

/** Entries, newest first. Only the first page grows. */
export const auditEntriesQuery = (filter: AuditFilter, limit = 25) =>
  queryOptions({
    queryKey: ['audit', 'entries', filter, limit],
    queryFn: () => auditApi.entries(filter, limit),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === undefined ? whileWatched(entriesMilliseconds) : false,
  })
