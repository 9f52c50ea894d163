/** PostgreSQL keeps 63 bytes of a name; the engine cuts its own names so that the suffix stays. */
const longest = 63

/** The engine's name for an index or a constraint that the schema does not name. */
export function defaultName(
  table: string,
  columns: readonly string[],
  suffix: 'pkey' | 'key' | 'idx' | 'fkey',
): string {
  const body = suffix === 'pkey' ? table : `${table}_${columns.join('_')}`
  return `${body.slice(0, longest - suffix.length - 1)}_${suffix}`
}

/** `"User"`, `"shop"."User"`. */
export const quoted = (...names: readonly (string | null)[]): string =>
  names.flatMap((name) => (name === null ? [] : [`"${name.replaceAll('"', '""')}"`])).join('.')
