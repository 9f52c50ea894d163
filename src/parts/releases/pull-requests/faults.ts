import { defineFaults } from '../../../kit/fault.ts'

export const pullRequestFaults = defineFaults('releases', {
  PULL_REQUEST_NOT_FOUND: {
    status: 404,
    title: 'Nothing was sent about that pull request.',
    hint: 'Send its facts to `POST /internal/pr-intel/ingest`; `GET /internal/pr-intel` lists those that are known.',
    as004: { error: 'No PR intelligence data found' },
  },
  PULL_REQUEST_AMBIGUOUS: {
    status: 409,
    title: 'Several repositories have a pull request of that number.',
    hint: 'Name one of `repositories`: `?repository=` in an address, `--repository` on the command line.',
    shows: ['repositories'],
  },
  PULL_REQUEST_NOT_MERGED: {
    status: 409,
    title: 'That pull request is not merged, so nothing came of it yet.',
    hint: 'Tell of its merge first: `keyhold pr merged <number>`, or `"state": "merged"` to `POST /internal/pr-intel/ingest`.',
    shows: ['state'],
  },
  NUMSTAT_INVALID: {
    status: 422,
    title: 'The listing of files is not what `git diff --numstat -z` prints.',
    hint: 'Send its output as it is, with `--data-binary`; `record` and `byte` say where it goes wrong, and `wants` what belongs there.',
    shows: ['record', 'byte', 'wants'],
  },
  DELIVERY_ID_TAKEN: {
    status: 409,
    title: 'Something else was delivered under this id.',
    hint: 'Send it under an id of its own, or without one: the same content has one effect anyway.',
  },
  DELIVERY_ID_INVALID: {
    status: 400,
    title: 'The id of the delivery is none.',
    hint: 'Send 1 to 200 visible characters of ASCII as `Keyhold-Delivery`, such as a UUID, new for each delivery.',
  },
})
