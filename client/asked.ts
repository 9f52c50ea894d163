import type { AnswerOf, OperationOf, PathOf, Verb } from './calls.ts'

/** Questions and answers in the words of the API's document, for our own console and command line, too. */

/** What an address answers. */
export type Answer<V extends Verb, Path extends PathOf<V>> = AnswerOf<OperationOf<V, Path>>
export type Got<Path extends PathOf<'get'>> = Answer<'get', Path>

/** What an address takes behind its path. */
export type Query<Path extends PathOf<'get'>> = QueryOf<OperationOf<'get', Path>>

/** What an address takes as its body. */
export type Sent<V extends Verb, Path extends PathOf<V>> = Leniently<BodyOf<OperationOf<V, Path>>>

/** The names in the path, the query and the body, as far as the address takes them. */
export type Question<Operation> = NamesGiven<Operation> & QueryGiven<Operation> & BodyGiven<Operation>

type BodyOf<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? BodyIn<Content>
  : never

/** JSON, where the document says how; beside a text, a form or a file it would let everything pass. */
type BodyIn<Content> =
  Content extends Record<'application/json', infer Json>
    ? unknown extends Json
      ? Content[Exclude<keyof Content, 'application/json'>]
      : Json
    : Content[keyof Content]

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Values } }
  ? NonNullable<Values>
  : never

type NamesGiven<Operation> = Operation extends { parameters: { path: infer Names } }
  ? { path: Names }
  : unknown
type QueryGiven<Operation> = Operation extends { parameters: { query: infer Values } }
  ? { query: Loosely<Values> }
  : Operation extends { parameters: { query?: infer Values } }
    ? { query?: Loosely<Values> }
    : unknown
type BodyGiven<Operation> = [BodyOf<Operation>] extends [never]
  ? unknown
  : { body: Leniently<BodyOf<Operation>> }

/** Any value may be undefined: it is left out then. */
type Loosely<Values> = { [Name in keyof Values]: Values[Name] | undefined }

/** The same of those that may be left out. */
type Leniently<Values> = {
  [Name in keyof Values]: Record<never, never> extends Pick<Values, Name>
    ? Values[Name] | undefined
    : Values[Name]
}

export type Names = Readonly<Record<string, string | number>>

/** The path with its names filled in, percent-encoded. */
export const filled = (path: string, names: Names = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name]!))
