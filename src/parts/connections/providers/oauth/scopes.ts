import type { JsonObject } from '../pointer.ts'
import type { ListedProvider } from '../provider.ts'

/** What the provider always needs, then what was asked for, or its default. Each once. */
export const scopesToAsk = (provider: ListedProvider, asked: readonly string[]): string[] => [
  ...new Set([...provider.scopes.always, ...(asked.length > 0 ? asked : provider.scopes.default)]),
]

/** Scopes as the provider tells them back, in one text. */
export function parseScopes(provider: ListedProvider, text: string): string[] {
  const separator = provider.scopes.answerSeparator ?? provider.scopes.separator
  const scopes = text.split(separator).map((scope) => scope.trim())
  return [...new Set(scopes.filter((scope) => scope !== ''))]
}

/**
 * What was granted: from the redirect, the answer or nowhere, as the provider's entry says; `null` when not told,
 * which means unchanged.
 */
export function grantedScopes(
  provider: ListedProvider,
  answer: JsonObject,
  tokens: JsonObject,
  redirectScope: string | null,
): string[] | null {
  const hooked = provider.hooks.scopes?.(answer)
  if (hooked) return hooked
  switch (provider.grantedScopesFrom) {
    case 'redirect':
      return redirectScope === null ? null : parseScopes(provider, redirectScope)
    case 'token':
      return told(provider, tokens.scope)
    case 'requested':
      return null
  }
}

function told(provider: ListedProvider, scope: unknown): string[] | null {
  if (typeof scope === 'string') return parseScopes(provider, scope)
  if (Array.isArray(scope)) return scope.filter((one) => typeof one === 'string')
  return null
}
