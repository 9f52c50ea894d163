/** The query of an address as plain names and values, so that filters read well in the URL. */
export function readSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

/** The reverse; undefined and empty values are left out. */
export function writeSearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') query.set(name, String(value))
  }
  return query.size === 0 ? '' : `?${query}`
}

/** One member of a query, when it is there and not empty. */
export function textIn<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { [name in Name]?: string } {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as { [name in Name]: string }) : {}
}

/** Where to go after signing in: a path of this console, or `/` when `next` would lead anywhere else. */
export function safeNext(next: string | undefined): string {
  // Browsers read "\" as "/" and skip tabs and line ends, so "/\t/elsewhere" would leave this origin.
  const stays = next !== undefined && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && !next.startsWith('/sign-in')
  return stays ? next : '/'
}
