import type { ProviderAnswer } from '../hooks.ts'
import { isJsonObject, type JsonObject } from '../pointer.ts'

/** Reads a body as JSON, whatever its content type says, or as a form when it says so. Never throws. */
export function readAnswer(status: number, headers: Headers, body: Uint8Array): ProviderAnswer {
  const text = new TextDecoder().decode(body)
  const isForm = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  return { status, text, json: isForm ? formOf(text) : jsonOf(text) }
}

function jsonOf(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return isJsonObject(parsed) ? parsed : null
  } catch {
    return null // an answer that is no JSON is classed as such
  }
}

const formOf = (text: string): JsonObject => Object.fromEntries(new URLSearchParams(text))

const longestDescription = 200

/**
 * The provider's own words for an error, for a log and a person: one line of at most 200 characters, without any of
 * the secrets that took part in the request.
 */
export function descriptionIn(json: JsonObject | null, secrets: readonly string[]): string | null {
  const words = json?.error_description ?? json?.message
  if (typeof words !== 'string' || words.trim() === '') return null
  return withoutSecrets(words, secrets)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, longestDescription)
}

// Shorter ones are test values; replacing them would tear words apart and hide nothing.
const shortestSecret = 4

/** Replaces every secret, plain or percent-encoded. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let cleaned = text
  for (const secret of secrets.filter(({ length }) => length >= shortestSecret)) {
    for (const form of [secret, encodeURIComponent(secret)]) cleaned = cleaned.replaceAll(form, 'REDACTED')
  }
  return cleaned
}
