/**
 * The login in a PostgreSQL address. By hand: the address of a unix socket has no host, which the URL parser refuses.
 * Default `keyhold`.
 */
export const loginOf = (url: string): string =>
  decodeURIComponent(/^postgres(?:ql)?:\/\/([^:@/]+)/.exec(url)?.[1] ?? 'keyhold')
