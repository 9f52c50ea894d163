import type { AccessToken } from '../grants.ts'
import { refuseForRate } from '../refusals.ts'
import type { State } from '../state.ts'
import type { Weight } from './rates.ts'

/** Counts a call against its app's limits; answers 429 when they are used up, else works. Both carry the rate headers. */
export function countedAnswer(
  state: State,
  token: AccessToken,
  weight: Weight,
  work: () => Response,
): Response {
  const { clientId } = token.grant
  const { isOver, headers } = state.rates.count(clientId, weight, state.settings.limits, state.clock.now())
  const answer = isOver ? refuseForRate(state.profile) : work()
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}
