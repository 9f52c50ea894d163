import { defineFaults } from '../../../kit/fault.ts'

/** The slice's own; its part hands them over with the others. */
export const journeyFaults = defineFaults('releases', {
  UNKNOWN_SCENARIO: {
    status: 400,
    title: 'There is no scenario of that name.',
    hint: 'Name some of those in `known`, in the order in which they are to run.',
    shows: ['scenario', 'known'],
  },
  JOURNEY_INVALID: {
    status: 422,
    title: 'The document is no journey.',
    hint: 'Mend what `problems` names by its line; docs/guides/journeys.md has the form.',
    shows: ['problems'],
  },
  JOURNEY_NOT_FOUND: {
    status: 404,
    title: 'There is no journey of that name.',
    hint: 'Name one that `GET /internal/journey/journeys` shows.',
    as004: { error: 'Journey not found' },
  },
  JOURNEY_RUN_NOT_FOUND: {
    status: 404,
    title: 'There is no such run.',
    hint: 'Name one that `GET /internal/journey/runs` shows; runs are kept for KEYHOLD_RELEASES_KEEP_DAYS, their archives for 14 days.',
    as004: { error: 'Journey run not found' },
  },
  JOURNEY_RUNNING: {
    status: 409,
    title: 'This journey is running.',
    hint: 'Wait until that run has ended: two of one journey never run at once.',
    shows: ['retryAfterSeconds'],
  },
  JOURNEYS_TOO_MANY: {
    status: 409,
    title: 'This account has as many journeys as it may.',
    hint: 'Delete one that is not needed any more, or put several steps into one.',
    shows: ['most'],
  },
  JOURNEY_OF_HOME: {
    status: 403,
    title: 'This account may not call this deployment itself, nor make people up.',
    hint: 'Use a key of the home account, or a journey whose targets are others.',
  },
  JOURNEY_LIMITED: {
    status: 429,
    title: 'Journeys made up as many people of late as they may, so that real ones can still sign up.',
    hint: 'Try again after the time given, or leave `register` out.',
    shows: ['retryAfterSeconds'],
  },
  JOURNEYS_BUSY: {
    status: 503,
    title: 'This process runs as many journeys as it can.',
    hint: 'Try again after the time given, or send `?wait=0`: then the run waits for its turn.',
    shows: ['retryAfterSeconds'],
  },
  JOURNEY_SECRET_NOT_FOUND: {
    status: 404,
    title: 'There is no secret of that name.',
    hint: 'Name one that `GET /internal/journey/secrets` shows.',
  },
  JOURNEY_SECRET_USED: {
    status: 409,
    title: 'A journey still uses this secret.',
    hint: 'Take it out of the journeys in `journeys` first.',
    shows: ['journeys'],
  },
})
