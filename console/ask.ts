import { type Answer, filled, type Names, type Question } from '../client/asked.ts'
import type { Given, OperationOf, PathOf, Verb } from '../client/calls.ts'
import { call } from './call.ts'

export type { Answer, Got, Query, Sent } from '../client/asked.ts'

/** `type`: as what a text is sent. `home`: see `call`. */
type Asking<Operation> = Question<Operation> & { signal?: AbortSignal; type?: string; home?: boolean }

type Ask<V extends Verb> = <Path extends PathOf<V>>(
  path: Path,
  ...asking: Given<Asking<OperationOf<V, Path>>>
) => Promise<Answer<V, Path>>

const by =
  <V extends Verb>(verb: V): Ask<V> =>
  (path, ...[asking]) => {
    const { path: names, ...options } = (asking ?? {}) as Parameters<typeof call>[2] & { path?: Names }
    return call(verb.toUpperCase(), filled(path, names), options)
  }

/**
 * Asks the API in the words of its own document: what an address does not take, and what it does not answer, is an
 * error of types. Each rejects with a `Problem`, see `call`.
 */
export const ask = {
  get: by('get'),
  put: by('put'),
  post: by('post'),
  patch: by('patch'),
  delete: by('delete'),
}
