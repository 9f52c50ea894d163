import type { Provider } from '../provider.ts'
import { errorCodeOf, isInWords } from './classify.ts'

/** What a browser brought back from the provider, once its state is known to be ours. */
export type Callback =
  | { kind: 'code'; code: string; scope: string | null }
  /** The person said no. */
  | { kind: 'denied' }
  /** The provider says it could not do it. */
  | { kind: 'failed'; code: string }
  /** Not an answer to our question; `reason` is for the log. */
  | { kind: 'refused'; reason: 'issuer_missing' | 'issuer_differs' | 'parameter_twice' | 'no_code' }

/**
 * Reads a callback's parameters. The issuer (RFC 9207) must be the provider's wherever it is given, and must be given
 * where the provider announces it: an answer of another issuer is never taken for this one's. Never throws.
 */
export function readCallback(provider: Provider, parameters: URLSearchParams): Callback {
  for (const name of ['code', 'error', 'iss', 'scope', 'state']) {
    if (parameters.getAll(name).length > 1) return { kind: 'refused', reason: 'parameter_twice' }
  }
  const issuer = parameters.get('iss')
  if (issuer === null && provider.announcesIssuer) return { kind: 'refused', reason: 'issuer_missing' }
  if (issuer !== null && !isIssuer(provider, issuer)) return { kind: 'refused', reason: 'issuer_differs' }
  const error = parameters.get('error')
  if (error === 'access_denied') return { kind: 'denied' }
  if (error !== null) {
    const code = errorCodeOf({ status: 0, text: '', json: { error } })
    return { kind: 'failed', code: code !== null && isInWords(code) ? code : 'unknown_error' }
  }
  const code = parameters.get('code')
  return code
    ? { kind: 'code', code, scope: parameters.get('scope') }
    : { kind: 'refused', reason: 'no_code' }
}

/** A provider without a known issuer cannot be told from another by it; its own addresses then decide. */
function isIssuer({ issuer }: Provider, given: string): boolean {
  if (issuer === null || issuer.includes('{')) return true
  return given === issuer
}
