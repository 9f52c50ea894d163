import type { JsonObject } from './pointer.ts'

/**
 * A `scopes` hook: the answer's `scope` taken apart at blanks and commas alike, for a provider that is seen to write
 * either. For names without blanks and commas only.
 */
export const looseScopes = ({ scope }: JsonObject): string[] | null =>
  typeof scope === 'string' ? scope.split(/[\s,]+/).filter((one) => one !== '') : null
