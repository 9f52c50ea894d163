export interface Written {
  method: 'GET' | 'POST'
  port: number
  path: string
  cookies?: string
  origin?: string
  body?: object
}

/** A request as it goes over the wire. */
export function wired({ method, port, path, cookies, origin, body }: Written): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Accept: application/json',
    ...(cookies === undefined ? [] : [`Cookie: ${cookies}`]),
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${text.length}`]),
  ]
  return `${head.join('\r\n')}\r\n\r\n${text}`
}

/**
 * The cookies that an answer sets, as they are sent back.
 * @throws Error for an answer other than 2xx
 */
export async function cookiesFrom({ method, port, path, origin, body }: Written): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(origin !== undefined && { origin }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const said = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${said}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ')
}

/** @throws Error when these cookies are not those of somebody signed in with that address */
export async function proveSession({ port, path, cookies = '' }: Written, address: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie: cookies } })
  const said = await answer.text()
  if (answer.status !== 200 || !said.includes(address))
    throw new Error(`${path} answered ${answer.status} and does not name ${address}: ${said}`)
}
