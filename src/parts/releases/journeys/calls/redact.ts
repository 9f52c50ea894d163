import type { Traced } from '../run/result.ts'

const gone = '[redacted]'
/** Names whose values are never shown, wherever they stand. */
const secretive =
  /pass(word|wd|phrase|code)?$|secret|token|auth(orization)?$|cookie|api[-_]?key|session|otp\b|recovery|csrf|xsrf|private|signature|credential|^pin$/i
/** Shorter ones are taken out only where they stand alone. */
const standsAlone = 6
const longestBody = 16_384

export const isSecretive = (name: string): boolean => secretive.test(name)

/** Knows what a run must not show, and takes it out of what is kept of it. */
export class Redactor {
  #secrets = new Set<string>()
  #pattern: RegExp | null = null

  /** In all spellings that a request or an answer may have it in. */
  know(value: unknown): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (!text) return
    for (const spelling of spellingsOf(text)) this.#secrets.add(spelling)
    this.#pattern = null
  }

  text(text: string): string {
    if (this.#secrets.size === 0) return text
    this.#pattern ??= patternOf(this.#secrets)
    return text.replaceAll(this.#pattern, gone)
  }

  /** A value that stands under a name, in words for a message; at most 120 characters. */
  said(name: string, value: unknown): string {
    if (isSecretive(name)) return gone
    const text = this.text(JSON.stringify(value) ?? 'nothing')
    return text.length > 120 ? `${text.slice(0, 117)}...` : text
  }

  value(value: unknown): unknown {
    return redactedValue(value, (text) => this.text(text))
  }

  trace(traced: Traced): Traced {
    return {
      ...traced,
      url: this.#url(traced.url),
      headers: this.#headers(traced.headers),
      body: this.#body(traced.body),
      failure: traced.failure === null ? null : this.text(traced.failure),
      answer: traced.answer && {
        ...traced.answer,
        headers: this.#headers(traced.answer.headers),
        body: this.#body(traced.answer.body),
      },
    }
  }

  #headers(headers: Traced['headers']): Traced['headers'] {
    return headers.map(([name, value]) => [name, this.#header(name.toLowerCase(), value)])
  }

  #header(name: string, value: string): string {
    if (name === 'set-cookie') return value.replace(/^([^=]*)=[^;]*/, `$1=${gone}`)
    if (name === 'cookie') return value.replaceAll(/([^=;\s]+)=[^;]*/g, `$1=${gone}`)
    if (name === 'location' || name === 'referer') return this.#url(value)
    return isSecretive(name) ? gone : this.text(value)
  }

  #url(text: string): string {
    const [before, query] = text.split(/\?(.*)/s) as [string, string?]
    if (query === undefined) return this.text(text)
    return `${this.text(before)}?${this.#pairs(query)}`
  }

  /** Of a query or a form. */
  #pairs(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const name = pair.split('=')[0]!
        return isSecretive(decoded(name)) && pair.includes('=') ? `${name}=${gone}` : this.text(pair)
      })
      .join('&')
  }

  // First taken out, then cut: half a secret is a secret still.
  #body(body: string | null): string | null {
    if (body === null) return null
    const text = this.#inForm(body)
    return text.length > longestBody ? `${text.slice(0, longestBody)}... [cut]` : text
  }

  #inForm(body: string): string {
    if (/^\s*[{[]/.test(body)) {
      const value = parsed(body)
      if (value !== undefined) return JSON.stringify(this.value(value))
    }
    return /^[^\s=&]+=[^\s&]*(&[^\s=&]+=[^\s&]*)*$/.test(body.slice(0, 100_000))
      ? this.#pairs(body)
      : this.text(body)
  }
}

function redactedValue(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') return text(String(value)) === String(value) ? value : gone
  if (Array.isArray(value)) return value.map((each) => redactedValue(each, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      text(name),
      isSecretive(name) && each !== null && typeof each !== 'boolean' ? gone : redactedValue(each, text),
    ]),
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // read as plain text then
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // no name that anybody could mean
  }
}

function spellingsOf(text: string): string[] {
  const encoded = encodeURIComponent(text)
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  return [
    text,
    encoded,
    encoded.replaceAll('%20', '+'),
    encoded.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    new URLSearchParams([['', text]]).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
    html,
    ...(text.length >= standsAlone
      ? [Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')]
      : []),
  ].filter((spelling) => spelling !== '')
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const escaped = [...secrets]
    .toSorted((a, b) => b.length - a.length)
    .map((secret) => {
      const literal = secret.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
      return secret.length >= standsAlone ? literal : `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`
    })
  return new RegExp(escaped.join('|'), 'g')
}
