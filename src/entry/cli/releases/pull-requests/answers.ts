import type { Answer, Got } from '../../server.ts'

/** What the server answers about a pull request. */

export type Whole = Got<'/internal/pr-intel/{number}'>
export type Check = Whole['check']
export type Finding = Whole['findings'][number]
export type Change = NonNullable<Whole['change']>
export type Totals = Change['totals']
export type Risk = NonNullable<Whole['risk']>

/** Of what was sent. */
export type Judged = Answer<'post', '/internal/pr-intel/ingest'>
