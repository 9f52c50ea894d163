import { call } from '../api.ts'

/** What the release checks are about. Times are RFC 3339 text in UTC. */
export type Repository = {
  id: string
  /** As the CI names it, such as owner/name. */
  name: string
  /** Where broken tests are looked for. Null: main or master, else the branch of most commits. */
  defaultBranch: string | null
  createdAt: string
}

type Page = { repositories: Repository[]; nextCursor: string | null }

const all = '/internal/repositories'

export const releasesApi = {
  async repositories() {
    const repositories: Repository[] = []
    let cursor: string | undefined
    do {
      const page = await call<Page>('GET', all, { query: { cursor } })
      repositories.push(...page.repositories)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { repositories }
  },
  setDefaultBranch: (repository: string, defaultBranch: string | null) =>
    call<Repository>('PATCH', all, { body: { repository, defaultBranch } }),
}
