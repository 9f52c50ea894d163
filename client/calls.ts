import type { ParamsOption, RequestBodyOption } from 'openapi-fetch'
import type { paths } from './schema.ts'

export type Verb = 'get' | 'put' | 'post' | 'patch' | 'delete'

/** What a call answers: the JSON of a 200 or a 201; nothing for a 204. */
export type AnswerOf<Operation> = Operation extends {
  responses: Answered<200, infer Body> | Answered<201, infer Body>
}
  ? Body
  : Operation extends { responses: { 204: unknown } }
    ? void
    : never

type Answered<Status extends number, Body> = Record<Status, { content: { 'application/json': Body } }>

/** Addresses that answer a program; pages for people are none of them. */
export type PathOf<V extends Verb> = {
  [Path in keyof paths]: paths[Path] extends Record<V, infer Operation>
    ? [AnswerOf<Operation>] extends [never]
      ? never
      : Path
    : never
}[keyof paths]

export type OperationOf<V extends Verb, Path extends keyof paths> =
  paths[Path] extends Record<V, infer Operation> ? Operation : never

/** Parameters and body as the address takes them, and how to give up. */
export type Asking<Operation> = ParamsOption<Operation> &
  RequestBodyOption<Operation> & { signal?: AbortSignal | undefined }

/** May be left out where nothing in it is needed. */
export type Given<T> = Record<never, never> extends T ? [asking?: T] : [asking: T]

export type Call<V extends Verb> = <Path extends PathOf<V>>(
  path: Path,
  ...asking: Given<Asking<OperationOf<V, Path>>>
) => Promise<AnswerOf<OperationOf<V, Path>>>

/** An answer with its tag; null when the one with the tag that was given is still right. */
export type CallIfChanged = <Path extends PathOf<'get'>>(
  path: Path,
  etag: string | null,
  ...asking: Given<Asking<OperationOf<'get', Path>>>
) => Promise<{ data: AnswerOf<OperationOf<'get', Path>>; etag: string | null } | null>
