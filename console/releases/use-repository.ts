import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRemembered } from '../kit/remembered.ts'
import type { Repository } from './api.ts'
import { repositoriesQuery } from './queries.ts'

/** What the address says beside the path; filters are its tab's own. */
export const useReleaseSearch = (): Record<string, string | undefined> =>
  useSearch({ from: '/shell/releases' })

export type Chosen = {
  /** Null: nothing was sent about any yet. Undefined: not known yet. */
  name: string | null | undefined
  repositories: readonly Repository[]
  choose: (name: string) => void
}

/** The repository whose checks are shown: that of the address, else the last one here, else the first. */
export function useRepository(): Chosen {
  const { repository: wanted } = useReleaseSearch()
  const repositories = useQuery(repositoriesQuery).data?.repositories
  const navigate = useNavigate()
  const names = repositories?.map(({ name }) => name) ?? []
  const [remembered, remember] = useRemembered('repository', ['', ...names])
  const choose = (name: string) => {
    remember(name)
    // Filters are about what the other repository has.
    void navigate({ to: '.', search: { repository: name } })
  }
  const name = wanted ?? (remembered || (names[0] ?? (repositories ? null : undefined)))
  return { name, repositories: repositories ?? [], choose }
}
