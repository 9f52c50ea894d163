import { CookieJar } from 'tough-cookie'

/** The cookies of one attempt, sent as a browser sends them: by host, path, age and security. */
export class Cookies {
  #jar: CookieJar

  /** @param kept what {@link Cookies.kept} told */
  constructor(kept?: string) {
    this.#jar = kept
      ? CookieJar.deserializeSync(kept)
      : new CookieJar(undefined, { prefixSecurity: 'silent' })
  }

  /** Takes what an answer sets; a cookie that is none, or not the answerer's to set, is left out. */
  take(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) this.#jar.setCookieSync(line, url.href, { ignoreError: true })
  }

  /** The `Cookie` header for that address; undefined where there is nothing to send. */
  headerFor(url: URL): string | undefined {
    return this.#jar.getCookieStringSync(url.href) || undefined
  }

  valueOf(url: URL, name: string): string | undefined {
    return this.#jar.getCookiesSync(url.href).find(({ key }) => key === name)?.value
  }

  values(): string[] {
    return (this.#jar.serializeSync()?.cookies ?? []).flatMap(({ value }) => value ?? [])
  }

  kept(): string {
    return JSON.stringify(this.#jar.serializeSync())
  }
}
