import type { Rule } from './rule.ts'

/** Enough minutes to know what is usual, and enough requests to be worth a word. */
const minutesToKnow = 15
const worthAWord = 120
const timesUsual = 10

const mostVariation = 0.05
const botLikeRequests = 10
const botLikeMilliseconds = 100

const tenths = (value: number): number => Math.round(value * 10) / 10

/**
 * How fast and how evenly it asks. Programs do both, and programs are who an API is for: these weigh so little that all
 * of them together do not reach the first thing that anybody would feel.
 */
export const pace: readonly Rule[] = [
  {
    name: 'rate-above-usual',
    text: 'More than 120 requests in a minute, and over ten times what is usual for it.',
    weight: 15,
    atMost: 15,
    restSeconds: 60,
    tellAgainHours: 1,
    finds({ inMinute, usualPerMinute, minutesKnown }) {
      const isOdd =
        minutesKnown >= minutesToKnow && inMinute > Math.max(worthAWord, timesUsual * usualPerMinute)
      return isOdd ? { inputs: { requestsInMinute: inMinute, usualPerMinute: tenths(usualPerMinute) } } : null
    },
    words: ({ requestsInMinute, usualPerMinute }) =>
      `${requestsInMinute} requests within a minute, where ${usualPerMinute} are usual`,
  },
  {
    name: 'regular-pace',
    text: 'A hundred requests one after the other, each as long after the one before (within a twentieth).',
    weight: 3,
    atMost: 3,
    restSeconds: 3600,
    tellAgainHours: 168,
    finds({ pace }) {
      if (pace === null || pace.variation >= mostVariation) return null
      const { meanMilliseconds, variation } = pace
      return {
        inputs: {
          requests: 100,
          avgInterval: tenths(meanMilliseconds),
          variation: Math.round(variation * 1000) / 1000,
        },
      }
    },
    words: ({ requests, avgInterval }) => `${requests} requests, one every ${avgInterval} ms`,
  },
  {
    // Source 000 blocked for it, and so took a dashboard's eleven quick calls for an attack.
    name: 'bot-like',
    text: 'More than ten requests within the hour, the newest 20 less than 100 ms apart on the average.',
    weight: 5,
    atMost: 5,
    restSeconds: 3600,
    tellAgainHours: 168,
    finds(window, { endpoint }) {
      if (window.requests <= botLikeRequests) return null
      const { count, meanMilliseconds } = window.newest()
      if (count <= botLikeRequests || meanMilliseconds >= botLikeMilliseconds) return null
      const requestCount = Math.max(count, window.inHour)
      return {
        inputs: { pattern: 'bot-like', avgInterval: tenths(meanMilliseconds), endpoint, requestCount },
      }
    },
    words: ({ requestCount, avgInterval }) =>
      `${requestCount} requests within the hour, the newest ${avgInterval} ms apart`,
  },
]
