import { ProblemNotice } from '../kit/notice.tsx'
import { useStanding } from '../standing.ts'
import { inWords, isAtField } from './words.ts'

/** What went wrong, in words for people; nothing for what stands at a field already. */
export function PersonProblem({ error }: { error: unknown }) {
  if (error === null || error === undefined || isAtField(error)) return null
  return <ProblemNotice error={inWords(error)} />
}

/** The same in a room that people have and the operator: each is told in its own words. */
export function RoomProblem({ error }: { error: unknown }) {
  const isOwn = useStanding()?.kind === 'person'
  if (isOwn || error === null) return <PersonProblem error={error} />
  return <ProblemNotice error={error} />
}
