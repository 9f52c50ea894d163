/** What was pasted, as a token: without the ends of lines and the words that stand before it in a header. */
export const tokenIn = (pasted: string) => pasted.trim().replace(/^(?:authorization:\s*)?bearer\s+/i, '')

/** The SHA-256 that was pasted; null when it is none. */
export function hashIn(pasted: string): string | null {
  const text = pasted.trim().toLowerCase()
  return /^[0-9a-f]{64}$/.test(text) ? text : null
}

/** Browsers hash on https and on localhost alone. */
export const mayHash = () => globalThis.crypto?.subtle !== undefined

/** SHA-256 of a text's UTF-8 in hex, made in the browser. */
export async function sha256Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
