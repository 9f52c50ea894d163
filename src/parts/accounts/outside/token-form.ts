/** A token of compact form whose header is as we take it. Nothing of it is proved yet. */
export interface ReadToken {
  text: string
  algorithm: string
  keyId: string | undefined
  /** Who it says issued it: only good for choosing whose keys to look at. */
  issuer: string | undefined
  /** It says that it lets a program in (RFC 9068), and not that somebody is there. */
  isAccessToken: boolean
}

const longestToken = 8192
const form = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$/

/** Whether it looks like a token of an issuer at all, well formed or not: three parts, of which the first is JSON. */
export const isTokenLike = (text: string): boolean => text.startsWith('ey') && text.split('.').length === 3

/**
 * Reads what is needed to choose a key, stricter than any library: parts that encode to themselves (no blanks, no padding,
 * no stray bits), at most 8 KiB, and nothing in the header that brings a key along or asks for what we do not know.
 * @returns undefined when it is of any other form
 */
export function readToken(text: string): ReadToken | undefined {
  if (text.length > longestToken || !form.test(text)) return undefined
  const parts = text.split('.')
  if (!parts.every(encodesToItself)) return undefined
  const header = objectIn(parts[0]!)
  const claims = objectIn(parts[1]!)
  if (!header || !claims || !isPlain(header)) return undefined
  return {
    text,
    algorithm: header.alg as string,
    keyId: header.kid as string | undefined,
    issuer: typeof claims.iss === 'string' ? claims.iss : undefined,
    isAccessToken: typeof header.typ === 'string' && accessTypes.has(header.typ.toLowerCase()),
  }
}

const encodesToItself = (part: string): boolean =>
  Buffer.from(part, 'base64url').toString('base64url') === part

/** A key that a token brings along, or says where to fetch, proves nothing; `crit` names what must be understood. */
const refusedMembers = ['jku', 'x5u', 'jwk', 'x5c', 'crit', 'b64', 'zip', 'enc'] as const

const accessTypes: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt'])
/** Tokens for other purposes (logout, DPoP proofs, security events) say so in `typ`. */
const types: ReadonlySet<string> = new Set(['jwt', 'application/jwt', ...accessTypes])

function isPlain(header: Record<string, unknown>): boolean {
  const { alg, kid, typ } = header
  if (refusedMembers.some((member) => Object.hasOwn(header, member))) return false
  if (typeof alg !== 'string' || alg === '') return false
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 200)) return false
  return typ === undefined || (typeof typ === 'string' && types.has(typ.toLowerCase()))
}

function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(strictText.decode(Buffer.from(part, 'base64url')))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined // no JSON, or no UTF-8: refused like any other form
  }
}

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
