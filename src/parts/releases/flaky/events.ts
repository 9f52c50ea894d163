import type { EventSpec } from '../../../kit/event.ts'

export const flakyEvents = {
  'test.verdict_changed': { text: 'What is held of a test has changed; `was` and `verdict` say how.' },
  'test.quarantined': {
    text: 'The quarantine of a test was set: whether its failures stop a merge, and until when.',
  },
  'test.unquarantined': { text: 'The failures of a test stop a merge again.' },
  'test.merged': { text: 'Somebody said that a test is another one under its former name.' },
  'test_settings.changed': { text: 'What decides about the tests of a repository was changed.' },
} as const satisfies Record<string, EventSpec>
