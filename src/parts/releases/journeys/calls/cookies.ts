import { CookieJar } from 'tough-cookie'

/** Shorter ones say yes, no or a language. */
const shortestSecret = 8

/** The cookies of one attempt, sent as a browser sends them: by host, path, age and security. */
export class Cookies {
  #jar: CookieJar

  /** @param kept what {@link Cookies.kept} told */
  constructor(kept?: string) {
    this.#jar = kept
      ? CookieJar.deserializeSync(kept)
      : new CookieJar(undefined, { prefixSecurity: 'silent' })
  }

  /** Takes what an answer sets; a cookie that is none, or not the answerer's to set, is left out. @returns what may be secret of it */
  take(url: URL, headers: Headers): string[] {
    return headers
      .getSetCookie()
      .map((line) => this.#jar.setCookieSync(line, url.href, { ignoreError: true })?.value ?? '')
      .filter((value) => value.length >= shortestSecret)
  }

  /** The `Cookie` header for that address; undefined where there is nothing to send. */
  headerFor(url: URL): string | undefined {
    return this.#jar.getCookieStringSync(url.href) || undefined
  }

  valueOf(url: URL, name: string): string | undefined {
    return this.#jar.getCookiesSync(url.href).find(({ key }) => key === name)?.value
  }

  /** What may be secret of all it holds. */
  values(): string[] {
    const held = this.#jar.serializeSync()?.cookies ?? []
    return held.map(({ value }) => value ?? '').filter((value) => value.length >= shortestSecret)
  }

  kept(): string {
    return JSON.stringify(this.#jar.serializeSync())
  }
}
