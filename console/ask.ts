import type { AnswerOf, Given, OperationOf, PathOf, Verb } from '../client/calls.ts'
import { call } from './call.ts'

/** What an address answers, as the API's document tells it. */
export type Answer<V extends Verb, Path extends PathOf<V>> = AnswerOf<OperationOf<V, Path>>
export type Got<Path extends PathOf<'get'>> = Answer<'get', Path>

/** What an address takes behind its path. */
export type Query<Path extends PathOf<'get'>> = QueryOf<OperationOf<'get', Path>>

/** What an address takes as its body. */
export type Sent<V extends Verb, Path extends PathOf<V>> = BodyOf<OperationOf<V, Path>>

type BodyOf<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? Content[keyof Content]
  : never

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? NonNullable<Query>
  : never

/** Any value may be undefined: it is left out then. */
type Loosely<Values> = { [Name in keyof Values]: Values[Name] | undefined }

type NamesGiven<Operation> = Operation extends { parameters: { path: infer Names } }
  ? { path: Names }
  : unknown
type QueryGiven<Operation> = Operation extends { parameters: { query: infer Query } }
  ? { query: Loosely<Query> }
  : Operation extends { parameters: { query?: infer Query } }
    ? { query?: Loosely<Query> }
    : unknown
type BodyGiven<Operation> = [BodyOf<Operation>] extends [never] ? unknown : { body: BodyOf<Operation> }

/** `type`: as what a text is sent. `home`: see `call`. */
type Asking<Operation> = NamesGiven<Operation> &
  QueryGiven<Operation> &
  BodyGiven<Operation> & { signal?: AbortSignal; type?: string; home?: boolean }

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

type Names = Record<string, string | number>

const filled = (path: string, names: Names = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name]!))

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
