import { isolate } from '../../../../kit/isolate.ts'
import { lookInto, type Question, type Sights } from './look-into.ts'

/** Of computing, for all that one step looks for in one answer. */
export const longestLookSeconds = 2

// A short expression over a long answer can take any time, and any memory.
const lookers = isolate<Question, Sights>(new URL('./look.worker.ts', import.meta.url), {
  deadlineSeconds: longestLookSeconds,
  maxMegabytes: 256,
  workersAtMost: 2,
  queuedAtMost: 64,
})

/**
 * Looks into an answer, in a thread of its own where that could take long.
 * @throws JobLost
 */
export const look = async (question: Question): Promise<Sights> =>
  isQuick(question) ? lookInto(question) : lookers.ask(question)

/** A tenth of a second at the very most, whatever they say. */
const isQuick = ({ text, looks }: Question): boolean =>
  text.length <= 4_096 && text.length * JSON.stringify(looks).length <= 524_288
