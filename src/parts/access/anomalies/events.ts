/** What the log says of anomalies. */
export const anomalyEvents = {
  'anomaly.noticed': {
    text: 'A rule found something odd about how a key or a network is used; nothing was done.',
  },
  'anomaly.slowed': { text: 'A rule found something odd; for a while each request waits half a second.' },
  'anomaly.refused': { text: 'A rule found something odd; for a while requests are answered 429.' },
  'anomaly.cleared': {
    text: 'What was found of a key or a network was forgotten; a suspended key serves again.',
  },
  'key.suspended': {
    text: 'A key was used as its owner would not use it, and is refused until somebody has looked.',
  },
  'connection.anomaly': { text: 'The connection is used in a way that it was not before.' },
} as const
