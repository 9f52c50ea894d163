import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { everybodyApi } from './api.ts'

/** Each answer is a line in the audit log, so that nothing is asked twice which nobody looks for. */
const quietly = { staleTime: 30_000, refetchOnWindowFocus: false, refetchOnReconnect: false } as const

export const everybodyKey = ['everybody']

/** A page of people, newest first; `name`: whose user name begins so or, where there is none, whom an issuer knows by it. */
export const everybodyQuery = (name?: string, cursor?: string) =>
  queryOptions({
    ...quietly,
    queryKey: [...everybodyKey, 'page', name, cursor],
    queryFn: async () => {
      const page = await everybodyApi.page(name, cursor)
      return name !== undefined && page.people.length === 0 ? everybodyApi.withSubject(name) : page
    },
    placeholderData: keepPreviousData,
  })

export const somebodyQuery = (id: string) =>
  queryOptions({ ...quietly, queryKey: [...everybodyKey, id], queryFn: () => everybodyApi.one(id) })
