import { noon } from './scripted-http.fixture.ts'

/** An ID token of noon, good for an hour; its signature is not looked at. */
export function anIdToken(
  claims: Record<string, unknown>,
  header: Record<string, unknown> = { alg: 'RS256' },
): string {
  const iat = noon.getTime() / 1_000
  const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encoded(header)}.${encoded({ iat, exp: iat + 3_600, ...claims })}.c2ln`
}
