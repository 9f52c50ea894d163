import { defineFaults } from '../../kit/fault.ts'

export const releaseFaults = defineFaults('releases', {
  REPOSITORY_NOT_FOUND: {
    status: 404,
    title: 'Nothing was sent about that repository.',
    hint: 'Name one that `GET /internal/repositories` shows; a repository is there once something is sent about it.',
    as004: { error: 'Repository not found' },
  },
  TELLING_STALE: {
    status: 401,
    title: 'This signed body was made too long ago, or by a clock that is wrong.',
    hint: 'Sign anew with `sentAt` of now: it may be 5 minutes off. `serverTime` is the moment here.',
    shows: ['serverTime'],
  },
})
