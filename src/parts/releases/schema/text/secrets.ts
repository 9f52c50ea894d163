import { spaces } from './scan.ts'

// Words of a connection: who and with what password, or a key in the query of a hosted one's address.
const credentials = /\b([a-z][a-z0-9+.-]{0,40}:\/\/)([^\s"'`@/]{0,500}:[^\s"'`@]{0,500}@[^\s"'`]{0,500})/gi
const keys = /\b((?:api_?key|password|token|secret)=)([^\s"'`&]{1,2000})/gi

/** Puts asterisks in the place of whatever looks like an address with a password, wherever it stands (X11). Lengths stay. */
export const maskSecrets = (text: string): string =>
  text
    .replace(credentials, (_, scheme: string, rest: string) => scheme + '*'.repeat(rest.length))
    .replace(keys, (_, name: string, value: string) => name + '*'.repeat(value.length))

/** The text with some stretches as spaces: every place and line stays where it was. */
export function blanked(text: string, stretches: readonly { start: number; end: number }[]): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of stretches.toSorted((one, other) => one.start - other.start)) {
    if (end <= from) continue
    pieces.push(text.slice(from, Math.max(from, start)), spaces(text.slice(Math.max(from, start), end)))
    from = end
  }
  return pieces.join('') + text.slice(from)
}
