import type { Instance } from './instance.ts'

/** A pooler may have dropped the connections of an instance that nobody called for this long. */
export const idleMilliseconds = 10_000

export interface Called<Answer> {
  answer: Answer
  /** Resolves when the work that goes on behind the answer has ended. */
  rest: Promise<void>
}

/** Wakes an instance that was held still before it works again; never one in which anything is under way. */
export function awakeInCalls<Woken extends Pick<Instance, 'settled' | 'wake'>>(): <Answer>(
  instance: Woken,
  call: (instance: Woken) => Promise<Answer>,
) => Promise<Called<Answer>> {
  let underWay = 0
  let endedAt = Date.now()
  return async (instance, call) => {
    if (underWay === 0 && Date.now() - endedAt >= idleMilliseconds) instance.wake()
    underWay += 1
    let rest = Promise.resolve()
    try {
      const answer = await call(instance)
      rest = instance.settled()
      return { answer, rest }
    } finally {
      void rest.then(() => {
        underWay -= 1
        endedAt = Date.now()
      })
    }
  }
}
