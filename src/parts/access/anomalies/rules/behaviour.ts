import type { Rule } from './rule.ts'

const leastAnswers = 20
const mostRefused = 0.9
const missingThings = 30
/** From this share on it looks for things; below it, an app has lost track of some of its connections. */
const guessingShare = 0.5
const refreshesInHour = 20

const percent = (share: number): number => Math.round(share * 100)

/** What it does with what it is answered. */
export const behaviour: readonly Rule[] = [
  {
    name: 'mostly-refused',
    text: 'Of 20 requests and more, over 90 % were answered 4xx (409, 423 and 429 not counted).',
    weight: 25,
    atMost: 30,
    restSeconds: 5,
    tellAgainHours: 1,
    finds({ answers, refusals }) {
      const isOdd = answers >= leastAnswers && refusals / answers > mostRefused
      return isOdd
        ? { inputs: { requests: Math.round(answers), refusedPercent: percent(refusals / answers) } }
        : null
    },
    spend(window) {
      window.answers = 0
      window.refusals = 0
    },
    words: ({ requests, refusedPercent }) => `${refusedPercent} % of ${requests} requests were refused`,
  },
  {
    name: 'enumeration',
    text: 'Thirty different things within five minutes that are not there. It weighs less where most requests find something.',
    weight: 30,
    atMost: 90,
    restSeconds: 5,
    tellAgainHours: 1,
    finds({ missing, askedSinceMiss }) {
      if (missing.size < missingThings) return null
      const share = missing.size / Math.max(1, askedSinceMiss)
      const inputs = { missing: missing.size, missedPercent: percent(share) }
      return share >= guessingShare ? { inputs } : { inputs, weight: 10, atMost: 20 }
    },
    spend: ({ missing }) => missing.clear(),
    words: ({ missing }) => `asked for ${missing} different things that are not there`,
  },
  {
    name: 'refresh-storm',
    text: 'One token was asked to be refreshed more than 20 times within an hour.',
    weight: 20,
    atMost: 40,
    restSeconds: 600,
    tellAgainHours: 1,
    finds: ({ refreshesOfOne }) =>
      refreshesOfOne > refreshesInHour ? { inputs: { refreshesInHour: refreshesOfOne } } : null,
    words: ({ refreshesInHour }) => `asked ${refreshesInHour} times within an hour to refresh one token`,
  },
  {
    name: 'honey-path',
    text: 'An address was asked for that only those ask for who look for a way in.',
    weight: 100,
    atMost: 100,
    restSeconds: 5,
    tellAgainHours: 1,
    isCertain: true,
    finds: (_window, { isHoney }) => (isHoney ? { inputs: {} } : null),
    words: () => 'asked for an address that only those ask for who look for a way in',
  },
]
