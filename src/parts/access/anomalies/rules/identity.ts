import type { Rule } from './rule.ts'
import { hour } from './window.ts'

const manyNetworks = 5
const requestsToKnow = 50
const restDays = 90

/** Whether a key is still where it was: with its own programs, in its own networks. */
export const identity: readonly Rule[] = [
  {
    name: 'many-networks',
    text: 'A key was used from five networks (/24 of IPv4, /48 of IPv6) within ten minutes.',
    weight: 15,
    atMost: 15,
    restSeconds: 600,
    tellAgainHours: 24,
    ofKeysAlone: true,
    finds: ({ networks }) => (networks.size >= manyNetworks ? { inputs: { networks: networks.size } } : null),
    spend: ({ networks }) => networks.clear(),
    words: ({ networks }) => `used from ${networks} networks within ten minutes`,
  },
  {
    name: 'other-program',
    text: 'A key that was watched for an hour and 50 requests is used by a program that it was not used by before.',
    weight: 10,
    atMost: 10,
    restSeconds: 60,
    tellAgainHours: 24,
    ofKeysAlone: true,
    finds({ isOtherProgram, requests, firstAt }, { at }) {
      const isKnown = requests > requestsToKnow && at - firstAt >= hour
      return isOtherProgram && isKnown ? { inputs: { requestsBefore: requests - 1 } } : null
    },
    words: ({ requestsBefore }) => `used by another program than in the ${requestsBefore} requests before`,
  },
  {
    name: 'woken',
    text: 'A key was used that had rested for 90 days and more.',
    weight: 20,
    atMost: 20,
    restSeconds: 86_400,
    tellAgainHours: 24,
    ofKeysAlone: true,
    finds: ({ restedDays }) =>
      restedDays !== null && restedDays >= restDays
        ? { inputs: { restedDays: Math.floor(restedDays) } }
        : null,
    spend(window) {
      window.restedDays = null
    },
    words: ({ restedDays }) => `used again after ${restedDays} days`,
  },
]
