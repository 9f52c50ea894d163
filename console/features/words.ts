import type { CsrfCounts, Features, Flag, FlagName } from './api.ts'

/** What each feature is for, and what it means to switch it: off is a step back in safety, on may shut people out. */
export const aboutFlags: Record<FlagName, { about: string; off: string; on: string }> = {
  EMAIL_ENABLED: {
    about: 'Who signs up proves the mail address before writing anything.',
    off: 'Addresses need not be proved any more, so that anybody may sign up with an address of somebody else. No link is mailed to prove one, to change one, or for a forgotten password.',
    on: 'Whoever has not proved the address yet only reads until that is done. Be sure that mail leaves: the card “Mail” tells.',
  },
  TWO_FACTOR_ENABLED: {
    about: 'People set up authenticator apps and passkeys.',
    off: 'Nobody can set up or take off a second factor. Who has one is still asked for it.',
    on: 'People can set up second factors again.',
  },
  CSRF_ENABLED: {
    about: 'A write of a signed-in browser must carry a token that only our own pages can read.',
    off: 'Writes without a good token are let through and only counted. Pages of other sites are still refused. Switch it off only while pages are older than the token, and not for long.',
    on: 'Pages that send no token, or a wrong one, are refused at once. Look at the counts first: what is reported now would be refused.',
  },
  PR_INTEL_ENABLED: {
    about: 'Pull requests are judged by what they change.',
    off: 'No pull request is taken or shown. A CI that sends one is told 404.',
    on: 'Pull requests are taken again. What was sent meanwhile is not known.',
  },
  FLAKY_DETECTOR_ENABLED: {
    about: 'Reports of tests become histories, and verdicts on each test.',
    off: 'Reports are refused with 404, so that histories have a gap. A gate that asks fails.',
    on: 'Reports are taken again. Those of the gap are taken too, when the CI sends them once more.',
  },
  SCHEMA_DIFF_ENABLED: {
    about: 'Two database schemas are compared for what may go wrong between them.',
    off: 'A CI that asks for a comparison is told 404.',
    on: 'Schemas are compared again.',
  },
  SYNTHETIC_JOURNEY_ENABLED: {
    about: 'Journeys walk through a deployment as a person would, by hand or by schedule.',
    off: 'No journey runs, and nobody is told that one would fail.',
    on: 'Journeys run again, each at most once for the time that was missed.',
  },
}

/** Why a feature is as it is. */
export function sourceInWords({ from }: Pick<Flag, 'from'>): string {
  if (from === 'environment') return 'set by the environment: change it there, then start again'
  return from === 'operator' ? 'switched by an operator' : 'by default'
}

export const csrfFailures: readonly [keyof CsrfCounts, string][] = [
  ['missing', 'Without a token'],
  ['invalid', 'With a wrong token'],
  ['crossSite', 'From another site'],
]

export const isQuiet = ({ refused, reported }: Features['csrf']): boolean =>
  [refused, reported].every((counts) => Object.values(counts).every((count) => count === 0))
