import { ProblemNotice } from '../kit/notice.tsx'
import { inWords, isAtField } from './words.ts'

/** What went wrong, in words for people; nothing for what stands at a field already. */
export function PersonProblem({ error }: { error: unknown }) {
  if (error === null || error === undefined || isAtField(error)) return null
  return <ProblemNotice error={inWords(error)} />
}
