interface Staged {
  stage?: string | null | undefined
  apiId?: string | null | undefined
  domainPrefix?: string | null | undefined
}

/** A stage is part of the path at the API's own address alone: a name of yours leads to one stage. */
export function withoutStage(path: string, { stage, apiId, domainPrefix }: Staged): string {
  if (!stage || stage === '$default' || (apiId && domainPrefix && apiId !== domainPrefix)) return path
  if (path === `/${stage}`) return '/'
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path
}

/**
 * A path as a request line has it. REST APIs and function URLs hand it on as it came, HTTP APIs decoded: what cannot
 * stand in a path is encoded again, so that a `?` of the path never begins a query, and what is encoded stays.
 */
export const encodedPath = (path: string): string =>
  (path.startsWith('/') ? '' : '/') + encoded(path, pathMark)

/** A query as it came; what could end it is encoded. */
export const encodedQuery = (query: string): string => encoded(query, queryMark)

const pathMark = /%(?![0-9A-Fa-f]{2})|[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~]/gu
const queryMark = /%(?![0-9A-Fa-f]{2})|[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~[\]]/gu

const encoded = (text: string, mark: RegExp): string =>
  text.toWellFormed().replace(mark, (character) => encodeURIComponent(character))

/** Names and values of a map in which a name has a value, or a list of them. */
export const pairsOf = (
  map: Readonly<Record<string, string | readonly string[] | null | undefined>> | null | undefined,
): [name: string, value: string][] =>
  Object.entries(map ?? {}).flatMap(([name, given]) =>
    (typeof given === 'string' ? [given] : (given ?? [])).map((value): [string, string] => [name, value]),
  )
