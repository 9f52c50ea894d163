import { type Metric, pointsBy } from '../../../kit/metric.ts'
import type { WaitingGuesses } from './store.ts'

const kinds = ['account', 'device', 'address', 'network', 'factor']

/** Whom wrong guesses keep waiting, now. */
export function guessMetrics(rows: readonly WaitingGuesses[]): Metric[] {
  const of = (kind: string): WaitingGuesses | undefined => rows.find((row) => row.kind === kind)
  return [
    {
      name: 'keyhold.guesses.waiting',
      help: 'Those that have to wait now, as too many guesses were wrong: accounts, known browsers (device), addresses and networks of strangers, and accounts at their second factor.',
      kind: 'gauge',
      unit: '{count}',
      points: pointsBy('by', Object.fromEntries(kinds.map((kind) => [kind, of(kind)?.waiting ?? 0]))),
    },
    {
      name: 'keyhold.guesses.locked',
      help: 'Accounts, and known browsers, that bear no guess at the password any more until there is a new one; names that nobody has are among them.',
      kind: 'gauge',
      unit: '{count}',
      points: pointsBy('by', {
        account: of('account')?.locked ?? 0,
        device: of('device')?.locked ?? 0,
      }),
    },
  ]
}
