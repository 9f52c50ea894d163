import { defineFaults } from '../../kit/fault.ts'

export const releaseFaults = defineFaults('releases', {
  REPOSITORY_NOT_FOUND: {
    status: 404,
    title: 'Nothing was sent about that repository.',
    hint: 'Name one that `GET /internal/repositories` shows; a repository is there once something is sent about it.',
    as004: { error: 'Repository not found' },
  },
})
