import type { Classified, ProviderAnswer } from '../hooks.ts'
import { valuesAt } from '../pointer.ts'
import type { ErrorRule, ListedProvider } from '../provider.ts'
import { withoutSecrets } from './body.ts'

/** RFC 6749 5.2, and what is common beyond it. A code nobody knows is transient: no guess ends a connection. */
const usualClasses: Readonly<Record<string, Classified['class']>> = {
  invalid_grant: 'terminal',
  invalid_client: 'app',
  unauthorized_client: 'app',
  unsupported_grant_type: 'app',
  invalid_scope: 'app',
  invalid_request: 'app',
  redirect_uri_mismatch: 'app',
}

/**
 * What an answer that is no grant means. Never throws, whatever the answer holds. A code nobody knows is the provider's
 * own word: it is told when it is one in words, and without a secret of ours; all others are ours.
 */
export function classify(
  provider: ListedProvider,
  answer: ProviderAnswer,
  secrets: readonly string[],
): Classified {
  // Whatever the body says: an overloaded or broken provider judges nobody.
  if (answer.status === 429) return { class: 'transient', code: 'rate_limited' }
  if (answer.status >= 500) return { class: 'transient', code: 'server_error' }
  const hooked = provider.hooks.classify?.(answer)
  if (hooked) return hooked
  const rule = provider.errorMap.find((rule) => holds(rule, answer))
  if (rule) return { class: rule.class, code: rule.code }
  const code = errorCodeOf(answer)
  const usual = code !== null && Object.hasOwn(usualClasses, code) ? usualClasses[code] : undefined
  if (code !== null && usual) return { class: usual, code }
  return {
    class: 'transient',
    code: code === null || !isInWords(code) ? `status_${answer.status}` : withoutSecrets(code, secrets),
  }
}

/** `token_expired`, `AADSTS70008`, `invalid-grant.2`: words and numbers. A token, or a piece of one, is none. */
export const isInWords = (code: string): boolean =>
  code.split(/[_.-]/).every((part) => part.length <= 24 && /^(?:[A-Z]?[a-z]+|[A-Z]+){0,4}\d{0,8}$/.test(part))

/** The OAuth `error` member, when it is a code (short, no spaces). */
export function errorCodeOf({ json }: ProviderAnswer): string | null {
  const code = json?.error
  return typeof code === 'string' && /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : null
}

function holds(rule: ErrorRule, answer: ProviderAnswer): boolean {
  const { json, status, text } = answer
  return (
    (rule.status?.includes(status) ?? true) &&
    (rule.error?.includes(errorCodeOf(answer) ?? '') ?? true) &&
    (rule.where?.every(({ at, is }) => valuesAt(json, at).some((value) => is.includes(value as string))) ??
      true) &&
    (rule.text === undefined || text.toLowerCase().includes(rule.text.toLowerCase()))
  )
}
