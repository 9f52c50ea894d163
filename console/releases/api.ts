import { ask, type Got } from '../ask.ts'

/** What the release checks are about. */
export type Repository = Got<'/internal/repositories'>['repositories'][number]

export const releasesApi = {
  async repositories() {
    const repositories: Repository[] = []
    let cursor: string | undefined
    do {
      const page = await ask.get('/internal/repositories', { query: { cursor } })
      repositories.push(...page.repositories)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { repositories }
  },
  setDefaultBranch: (repository: string, defaultBranch: string | null) =>
    ask.patch('/internal/repositories', { body: { repository, defaultBranch } }),
}
