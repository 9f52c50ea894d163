/** One run of the model: which flags, what must come out, and which states it must have been through. */
export type Configuration = {
  /** Short and unique, for the table and for `--story`. */
  name: string
  /** One sentence, for the tests. */
  sentence: string
  flags: readonly string[]
  /** The rule that must break; absent when every rule must hold. */
  breaks?: string
  /** States the run must reach, so that it proves something. */
  reaches: readonly string[]
  /** Millions of states: optimised, and states compressed in memory. */
  isLong?: boolean
}

type Provider = { name: string; words: string; flags: readonly string[]; reaches: readonly string[] }
type Situation = { name: string; words: string; flags: readonly string[]; reaches: readonly string[] }

const deaths = [
  'died_before_sending',
  'died_before_answer',
  'died_before_saving',
  'not_sent',
  'takeover',
  'resent',
]
const refusals = ['answer_lost', 'failure_dropped', 'needs_reauth', 'revived', 'older_candidate_tried']
const doubts = ['answer_lost', 'needs_reauth', 'old_access_token_served', 'last_try', 'reuse_detected']

const none: Provider = {
  name: 'none',
  words: 'On a provider that never rotates',
  flags: ['NONE'],
  reaches: deaths,
}
const rotates: Provider = {
  name: 'rotates',
  words: 'On a provider that may rotate',
  flags: ['ROTATES'],
  reaches: [...deaths, ...refusals, 'late_save', 'adopted'],
}
const strict: Provider = {
  name: 'strict',
  words: 'On a strict provider',
  flags: ['STRICT'],
  reaches: [...deaths, ...refusals],
}
const grace: Provider = {
  name: 'grace',
  words: 'On a provider whose grace lasts',
  flags: ['GRACE'],
  reaches: [...deaths, 'failure_dropped', 'needs_reauth', 'revived', 'late_save', 'adopted'],
}
const graceEnds: Provider = {
  name: 'grace-ends',
  words: 'On a provider whose grace ends at the worst time',
  flags: ['GRACE', 'GRACE_ENDS'],
  reaches: [...deaths, ...refusals, 'late_save', 'adopted', 'grace_ended'],
}
const family: Provider = {
  name: 'family',
  words: 'On a provider that detects reuse',
  flags: ['FAMILY'],
  reaches: [...deaths, ...doubts],
}
const familyAnyPause: Provider = {
  name: 'family-any-pause',
  words: 'On a provider that detects reuse, under a pause longer than the access token lives,',
  flags: ['FAMILY', 'ANY_PAUSE', 'LAST_TRY_FORGIVEN'],
  reaches: [...deaths, ...doubts, 'revived'],
}

const spill: Situation = {
  name: 'spill',
  words: 'crashes, takeovers and a spill lose and break nothing',
  flags: ['SPILL'],
  reaches: ['adopted', 'late_save', 'spilled', 'spill_drained', 'fresh_at_the_end'],
}
const disconnect: Situation = {
  name: 'disconnect',
  words: 'a disconnect during a refresh leaves nothing stored and nothing alive',
  flags: ['DISCONNECT'],
  reaches: ['disconnected', 'late_revoke', 'closer_refreshed'],
}
const reconnect: Situation = {
  name: 'reconnect',
  words: 'a reconnect during a refresh leaves only the new grant in use',
  flags: ['RECONNECT'],
  reaches: ['reconnected', 'late_save', 'fresh_at_the_end'],
}
const both: Situation = {
  name: 'disconnect reconnect',
  words: 'a disconnect and a reconnect at once leave nothing alive',
  flags: ['DISCONNECT', 'RECONNECT'],
  reaches: [...disconnect.reaches, 'reconnected', 'reconnect_revoked'],
}
const everything: Situation = {
  name: 'everything',
  words: 'a spill, a disconnect and a reconnect at once break nothing',
  flags: ['SPILL', 'DISCONNECT', 'RECONNECT'],
  reaches: [
    ...disconnect.reaches,
    'reconnected',
    'late_save',
    'spill_drained',
    'spill_revoked',
    'reconnect_revoked',
  ],
}

function holds(provider: Provider, situation: Situation, sizes: readonly string[] = []): Configuration {
  return {
    name: [provider.name, situation.name, ...sizes.map(flagName)].join(' '),
    sentence: [provider.words, situation.words].join(' ') + sizes.map((size) => `, ${size}`).join(''),
    flags: [...provider.flags, ...situation.flags, ...sizes],
    reaches: [...new Set([...provider.reaches, ...situation.reaches])],
  }
}

const flagName = (flag: string) => flag.toLowerCase().replaceAll(/[_=]/g, '-')

function fails(mutant: string, words: string, flags: readonly string[], breaks: string): Configuration {
  const name = [mutant, ...flags].map(flagName).join(' ')
  return { name, sentence: `${words} is caught`, flags: [...flags, mutant], breaks, reaches: [] }
}

const small = ['FAULTS=1', 'AGES=1']
const threeSituations = [spill, disconnect, reconnect]

/** Every rule must hold in these; 3 workers, 2 faults. */
export const ciConfigurations: readonly Configuration[] = [
  holds(none, spill),
  ...[rotates, strict, grace, graceEnds, family, familyAnyPause].flatMap((provider) =>
    threeSituations.map((situation) => holds(provider, situation)),
  ),
  ...[strict, family].map((provider) => holds(provider, both, small)),
  {
    ...holds(grace, spill, ['FAULTS=1']),
    sentence: 'On a provider whose grace lasts one lost answer never costs the connection',
  },
  {
    name: 'strict shared reconnect',
    sentence: 'A spilled answer of an old grant does not end the new one where both are one pair',
    flags: ['STRICT', 'SPILL', 'RECONNECT', 'PER_PAIR', 'FAULTS=1'],
    reaches: ['revocation_skipped', 'reconnected'],
  },
]

/** The mutants of the protocol's own list. */
export const listedMutants: readonly Configuration[] = [
  fails('TWO_COMMITS', 'Journal and pointer in two commits', ['STRICT'], 'not_falsely_dead'),
  fails(
    'NO_ADOPTION',
    'No adoption before a token is presented',
    ['FAMILY', 'SPILL'],
    'grant_not_killed_by_us',
  ),
  fails('RESEND_ON_TAKEOVER', 'A resend on takeover', ['FAMILY'], 'grant_not_killed_by_us'),
  fails('FAILURE_WITHOUT_COMPARE', 'A failure written without the compare', ['STRICT'], 'not_falsely_dead'),
  fails('NO_LATE_REVOKE', 'A close without the late revoke', ['STRICT', 'DISCONNECT'], 'nothing_left_alive'),
  fails('CLAIM_IN_TWO_STEPS', 'A claim in two steps', ['FAMILY'], 'grant_not_killed_by_us'),
  fails('TTL_LOCK', 'A lock with a TTL in place of the attempt row', ['FAMILY'], 'grant_not_killed_by_us'),
]

/** More of them: each rule that the model needed has one. */
export const furtherMutants: readonly Configuration[] = [
  fails('CLAIM_IN_TWO_STEPS', 'A claim in two steps', ['STRICT'], 'spent_token_not_presented'),
  fails('NO_ADOPTION', 'No adoption before a token is presented', ['GRACE'], 'not_falsely_dead'),
  fails('NO_LATE_REVOKE', 'A close without the late revoke', ['GRACE', 'DISCONNECT'], 'nothing_left_alive'),
  fails('NO_REVIVAL', 'A success that does not revive', ['STRICT'], 'not_falsely_dead'),
  fails(
    'REVIVAL_WITHOUT_ROW',
    'A revival by a token that is no news',
    ['STRICT', 'SPILL'],
    'something_left_to_try',
  ),
  fails(
    'DEATH_UNDER_WAY',
    'A death declared while another attempt is before its deadline',
    ['STRICT'],
    'no_other_attempt_before_its_deadline',
  ),
  fails('POINTER_WITHOUT_COMPARE', 'A pointer moved without the compare', ['GRACE'], 'newer_not_overwritten'),
  fails(
    'LATE_ROW_IS_DROPPED',
    'A late token that is not journalled',
    ['GRACE', 'GRACE_ENDS'],
    'no_token_lost',
  ),
  fails(
    'NO_SECOND_CANDIDATE',
    'Death without trying the older rows',
    ['GRACE', 'GRACE_ENDS'],
    'not_falsely_dead',
  ),
  fails(
    'DEAD_OWNER_IS_RESENT',
    "A resend because the owner's death is proved",
    ['FAMILY'],
    'grant_not_killed_by_us',
  ),
  fails('OLD_GRANT_IS_TRIED', 'A candidate of an older grant', ['STRICT', 'RECONNECT'], 'new_grant_only'),
  fails('CLOSING_DOES_NOT_FENCE', 'A late save after closing', ['STRICT', 'DISCONNECT'], 'nothing_stored'),
  fails(
    'REVOKE_NEWEST_ONLY',
    'A disconnect that revokes with the newest token alone',
    ['GRACE', 'GRACE_ENDS', 'DISCONNECT'],
    'nothing_left_alive',
  ),
  fails(
    'SHARED_GRANT_IS_REVOKED',
    'Revoking an old grant that is one pair with the new',
    ['STRICT', 'SPILL', 'RECONNECT', 'PER_PAIR', 'FAULTS=1'],
    'no_token_lost',
  ),
]

/** What the protocol does not promise: shown to be real, so that nobody takes it for promised. */
export const knownLimits: readonly Configuration[] = [
  {
    name: 'limit family any-pause',
    sentence: 'A last try under a pause longer than deadline and access token may end a family grant',
    flags: ['FAMILY', 'ANY_PAUSE'],
    breaks: 'grant_not_killed_by_us',
    reaches: ['last_try'],
  },
]

/** Minutes, and up to 2 GB: everything at once, and 4 workers. */
export const longConfigurations: readonly Configuration[] = [
  ...[strict, grace, family].map((provider) => holds(provider, everything, small)),
  ...[strict, grace, family, familyAnyPause].flatMap((provider) =>
    threeSituations.map((situation) => holds(provider, situation, ['WORKERS=4', ...small])),
  ),
].map((configuration) => ({ ...configuration, isLong: true }))
