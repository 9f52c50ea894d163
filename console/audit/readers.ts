import type { TokenRead } from './api.ts'

/** One that was given a token: how often, and from when to when. */
export type Reader = Pick<TokenRead, 'actorKind' | 'actor' | 'object'> & {
  times: number
  firstAt: string
  lastAt: string
}

/** Reads, newest first, by who read and from which connection; the newest reader first. */
export function readersOf(reads: readonly TokenRead[]): Reader[] {
  const groups = Map.groupBy(reads, ({ actorKind, actor, object }) => `${actorKind} ${actor} ${object}`)
  return [...groups.values()].map((group) => {
    const { actorKind, actor, object, at } = group[0]!
    const times = group.reduce((sum, { n }) => sum + n, 0)
    return { actorKind, actor, object, times, firstAt: group.at(-1)!.at, lastAt: at }
  })
}
