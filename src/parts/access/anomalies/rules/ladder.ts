import { type Points, scoreOf } from './score.ts'

/**
 * What is done, and from which score on. Nothing that an API client does just by being a program reaches `slow`: the pace
 * rules weigh 23 together, with a fleet in many networks that runs a new program 48. Without guessing, storms, a long rest
 * or a honey path, no key reaches `suspend`: being refused for each request, too, makes 78.
 */
export const bounds = { slow: 50, refuse: 70, suspend: 100, surely: 130 } as const

export const actions = ['annotate', 'slow', 'refuse', 'suspend'] as const
export type Action = (typeof actions)[number]

/**
 * `off`: nothing is watched. `observe`: findings are written down, whatever they are. `certain`: so they are, and what is
 * certain is acted on: a honey path, and a key that had rested and now scores 130. `act`: each score has its action.
 */
export const modes = ['off', 'observe', 'certain', 'act'] as const
export type Mode = (typeof modes)[number]

/**
 * A key can be suspended. A fixed secret of the settings and a stranger's network cannot, and are refused for a while.
 * Networks of one's own house are only watched: behind a proxy that is not named, all the world comes from there.
 */
export type Kind = 'key' | 'internal' | 'network' | 'own network'

const harshest: Record<Kind, Action> = {
  key: 'suspend',
  internal: 'refuse',
  network: 'refuse',
  'own network': 'annotate',
}

/**
 * Whether a key is as good as certainly in other hands. All but its rest an app's own users can bring about, by having it
 * ask for people who are not connected: they may not stop it, whatever that scores.
 */
export const isStolen = (points: Points, now: number): boolean =>
  points.woken !== undefined && scoreOf(points, now) >= bounds.surely

export function actionFor(mode: Mode, kind: Kind, score: number, isCertain: boolean): Action {
  // A town may share one, or stand behind a proxy that is not named: nobody there pays for a neighbour unasked.
  if (mode === 'certain' && kind === 'network') return 'annotate'
  return milder(stepOf(mode, score, isCertain), harshest[kind])
}

function stepOf(mode: Mode, score: number, isCertain: boolean): Action {
  if (mode === 'certain') return isCertain ? 'suspend' : 'annotate'
  if (mode !== 'act') return 'annotate'
  if (isCertain || score >= bounds.suspend) return 'suspend'
  return score >= bounds.refuse ? 'refuse' : score >= bounds.slow ? 'slow' : 'annotate'
}

const milder = (one: Action, other: Action): Action =>
  actions[Math.min(actions.indexOf(one), actions.indexOf(other))]!
