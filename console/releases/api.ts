import { call } from '../api.ts'

/** What the release checks are about. Times are RFC 3339 text in UTC. */
export type Repository = {
  id: string
  /** As the CI names it, such as owner/name. */
  name: string
  /** Where broken tests are looked for. Null: main or master, whichever reports. */
  defaultBranch: string | null
  createdAt: string
}

const all = '/internal/repositories'

export const releasesApi = {
  repositories: () => call<{ repositories: Repository[] }>('GET', all),
  setDefaultBranch: (repository: string, defaultBranch: string | null) =>
    call<Repository>('PATCH', all, { body: { repository, defaultBranch } }),
}
