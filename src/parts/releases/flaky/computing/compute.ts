import { isolate } from '../../../../kit/isolate.ts'
import type { Counted, CountedRun } from './counting.ts'
import type {
  Aliases,
  Concluded,
  Concluding,
  Conclusion,
  Question,
  QuestionAnswer,
  ShownEntry,
  Showing,
} from './questions.ts'

const clerks = (deadlineSeconds: number) =>
  isolate<Question, QuestionAnswer>(new URL('./clerk.worker.ts', import.meta.url), {
    deadlineSeconds,
    maxMegabytes: 768,
    queuedAtMost: 64,
  })

// One thread for judges, who ask inside a transaction, and one for those who only look: neither waits for the other.
const forJudges = clerks(30)
const forReaders = clerks(15)

export const count = (runs: readonly CountedRun[], aliases: Aliases): Promise<Counted> =>
  forJudges.ask({ kind: 'count', runs, aliases }) as Promise<Counted>

export const conclude = (question: Concluding): Promise<Concluded> =>
  forJudges.ask({ kind: 'conclude', ...question }) as Promise<Concluded>

export const preview = (question: Concluding): Promise<Conclusion[]> =>
  forReaders.ask({ kind: 'preview', ...question }) as Promise<Conclusion[]>

/** Of each test, in the order asked. */
export const show = (question: Showing): Promise<ShownEntry[][]> =>
  forReaders.ask({ kind: 'show', ...question }) as Promise<ShownEntry[][]>
