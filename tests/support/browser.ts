/** A browser without a screen: keeps cookies by origin, follows nothing by itself. */
export interface Browser {
  get(url: string | URL, headers?: Record<string, string>): Promise<Response>
  /** Submits a form, as our own pages do. */
  submit(url: string | URL, fields?: Record<string, string>): Promise<Response>
  cookies: Map<string, string>
}

export function aBrowser(fetching: (request: Request) => Promise<Response> = fetch): Browser {
  const cookies = new Map<string, string>()
  const send = async (request: Request): Promise<Response> => {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (jar) request.headers.set('cookie', jar)
    request.headers.set('accept', 'text/html')
    const response = await fetching(request)
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const equals = pair.indexOf('=')
      if (attributes.some((each) => /max-age=0/i.test(each))) cookies.delete(pair.slice(0, equals))
      else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
  return {
    cookies,
    get: (url, headers = {}) => send(new Request(url, { redirect: 'manual', headers })),
    submit: (url, fields = {}) =>
      send(
        new Request(url, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams(fields).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
        }),
      ),
  }
}

/** Where a redirect leads. */
export const locationOf = (response: Response): URL => {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`no redirect: ${response.status} from ${response.url}`)
  return new URL(location, response.url || undefined)
}
