import { type Kept, shownOf, type View } from './observer.ts'

/** Situations worth having been through, so that rules which held prove something. */
export const situations = [
  'takeover',
  'late save',
  'adopted',
  'older token tried',
  'given up',
  'revived',
  'answer lost',
  'last try',
  'reuse detected',
  'spilled',
  'spill drained',
  'late revoke',
  'reconnected',
  'disconnected',
  'closer refreshed',
] as const
export type Situation = (typeof situations)[number]

/** What happened between two looks at the rows. */
export function* situationsBetween(before: View, view: View): Iterable<Situation> {
  const [was, is] = [shownOf(before), shownOf(view)]
  const hasMoved = was?.generation !== is?.generation
  if (view.grantNo > before.grantNo) yield 'reconnected'
  else if (!hasMoved && view.journal.some((kept) => isNewTo(before, kept))) yield 'late save'
  else if (hasMoved && is && !isNewTo(before, is))
    yield is.generation > was!.generation ? 'adopted' : 'older token tried'
  if (view.attempts.some(({ generation, state }) => state === 'unknown' && wasSent(before, generation)))
    yield 'takeover'
  if (before.status === 'active' && view.status === 'needs_reauth') yield 'given up'
  if (before.status === 'needs_reauth' && view.status === 'active' && view.grantNo === before.grantNo)
    yield 'revived'
}

const isNewTo = ({ journal }: View, kept: Kept): boolean =>
  !journal.some(({ generation }) => generation === kept.generation)

const wasSent = ({ attempts }: View, generation: number): boolean =>
  attempts.some((each) => each.generation === generation && each.state === 'sent')
