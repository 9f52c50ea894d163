import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { everybodyApi } from './api.ts'

/** Each answer is a line in the audit log, so that nothing is asked twice which nobody looks for. */
const quietly = { staleTime: 30_000, refetchOnWindowFocus: false, refetchOnReconnect: false } as const

export const everybodyKey = ['everybody']

/** A page of people, newest first; `name`: whose user name begins so. */
export const everybodyQuery = (name?: string, cursor?: string) =>
  queryOptions({
    ...quietly,
    queryKey: [...everybodyKey, 'page', name, cursor],
    queryFn: () => everybodyApi.page(name, cursor),
    placeholderData: keepPreviousData,
  })

export const somebodyQuery = (id: string) =>
  queryOptions({ ...quietly, queryKey: [...everybodyKey, id], queryFn: () => everybodyApi.one(id) })
