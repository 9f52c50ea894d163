import { wordsOf } from './similarity.ts'

/** What people name a pair or a row of fields by: words of one line mean each other's opposite. */
const opposites: readonly (readonly (readonly string[])[])[] = [
  [
    ['min', 'low'],
    ['max', 'high'],
  ],
  [
    ['start', 'begin', 'from', 'since', 'origin', 'source', 'sender'],
    ['end', 'finish', 'to', 'until', 'till', 'destination', 'target', 'receiver', 'recipient'],
  ],
  [
    ['in', 'inbound', 'incoming', 'arriv'],
    ['out', 'outbound', 'outgoing', 'depart'],
  ],
  [
    ['first', 'given'],
    ['last', 'family', 'surname'],
  ],
  [
    ['old', 'previous', 'before'],
    ['new', 'next', 'after'],
  ],
  [['created'], ['updated'], ['deleted']],
  [
    ['enabl', 'activ'],
    ['disabl', 'inactiv', 'deactiv'],
  ],
  [
    ['show', 'visible', 'public'],
    ['hide', 'hidden', 'invisible', 'private'],
  ],
  [
    ['allow', 'accept', 'approv', 'includ'],
    ['block', 'deny', 'denie', 'reject', 'declin', 'exclud'],
  ],
  [['require', 'mandatory'], ['optional']],
  [['publish'], ['draft', 'unpublish']],
  [['read'], ['unread']],
  [['open'], ['close']],
  [['credit'], ['debit']],
  [['bill'], ['ship']],
  [['buy'], ['sell']],
  [['left'], ['right']],
  [['width'], ['height']],
  [
    ['lat', 'latitude'],
    ['lng', 'lon', 'longitude'],
  ],
]

/** The sides that a name takes, by the line above that has them; most names take none. */
export type Sides = ReadonlyMap<number, readonly number[]>

export function sidesOf(name: string): Sides {
  const words = wordsOf(name)
  const taken = opposites.map((sides) =>
    [...sides.keys()].filter((side) => words.some((word) => sides[side]!.some((stem) => isOf(stem, word)))),
  )
  return new Map([...taken.entries()].filter(([, sides]) => sides.length > 0))
}

/** Whether one name says the opposite of the other, as `minPrice` and `priceMax` do, however alike they are. */
export const areOpposed = (one: Sides, other: Sides): boolean =>
  [...one].some(([line, sides]) => {
    const others = other.get(line)
    return others !== undefined && !sides.some((side) => others.includes(side))
  })

/** `starts`, `ended` and `lastname` are of `start`, `end` and `last`; of a stem with fewer letters nothing follows. */
const isOf = (stem: string, word: string): boolean =>
  word === stem || (stem.length >= 4 && word.startsWith(stem)) || word === `${stem}s` || word === `${stem}ed`
