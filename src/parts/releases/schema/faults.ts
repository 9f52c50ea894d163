import { defineFaults } from '../../../kit/fault.ts'

export const schemaFaults = defineFaults('releases', {
  SCHEMA_INVALID: {
    status: 422,
    title: 'A schema, or the migration, is not valid.',
    hint: 'Mend what `violations` names, by your own files and lines; `side` says which of `base`, `target` and `migration` it is.',
    shows: ['side', 'violations'],
  },
  SCHEMA_EMPTY: {
    status: 422,
    title: 'The target schema is empty.',
    hint: 'Look whether the command that printed it failed; an empty base is fine, and says that there was no schema before.',
  },
  SCHEMA_TOO_LARGE: {
    status: 413,
    title: 'A schema, or the migration, is larger than is compared.',
    hint: 'Send at most `limitBytes` for each of base, target and migration.',
    shows: ['side', 'limitBytes'],
  },
  SCHEMA_TOO_HARD: {
    status: 422,
    title: 'The schemas could not be compared in the time there is.',
    hint: 'Schemas of people take far less: look for thousands of lines that are no schema, or are all alike.',
  },
  SCHEMA_DIFF_BUSY: {
    status: 503,
    title: 'Too many schemas are being compared at the moment.',
    hint: 'Send it again after the time given.',
    shows: ['retryAfterSeconds'],
  },
  SCHEMA_DIFF_UNAVAILABLE: {
    status: 503,
    title: 'This deployment cannot compare schemas: files of the engine are missing from it.',
    hint: 'Build it with deploy/bundle.ts, which puts them beside the program, or use a server; the log names the file.',
  },
  SCHEMA_DIFF_NOT_FOUND: {
    status: 404,
    title: 'There is no such schema diff.',
    hint: '`GET /internal/schema/diffs` lists those that are kept; they go after KEYHOLD_RELEASES_KEEP_DAYS.',
    as004: { error: 'Schema diff not found' },
  },
})
