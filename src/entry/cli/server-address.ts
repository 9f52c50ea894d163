import type { Environment } from '../../kit/settings.ts'
import type { Credential } from './credential.ts'
import { exitCodes } from './exit-codes.ts'
import { Trouble, usageTrouble } from './trouble.ts'

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

export const isLoopback = (url: URL): boolean => loopback.test(url.hostname)

/**
 * Where the server is: `--url`, else KEYHOLD_URL, else port PORT (default 3000) of this machine. The operator's key
 * leaves this machine never, and the server takes it over loopback alone; so with a public KEYHOLD_URL the operator
 * calls the port itself.
 * @throws Trouble, exit code 2 for what is no address, 4 for the operator's key to another machine
 */
export function serverAddress(
  environment: Environment,
  given: string | undefined,
  who: Credential['kind'],
): URL {
  const here = new URL(`http://localhost:${environment.PORT || 3000}`)
  if (given !== undefined)
    return who === 'operator' ? onlyHere(addressIn(given, '--url')) : addressIn(given, '--url')
  const named = environment.KEYHOLD_URL || environment.URL
  const address = named ? addressIn(named, 'KEYHOLD_URL') : here
  return who === 'operator' && !isLoopback(address) ? here : address
}

function addressIn(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url
  throw usageTrouble(
    `${from} is no address of a server.`,
    'Give one such as http://localhost:3000, without a user name or a password.',
  )
}

function onlyHere(url: URL): URL {
  if (isLoopback(url)) return url
  throw new Trouble(`The operator's key is not sent to another machine (${url.host}).`, {
    exitCode: exitCodes.refused,
    hint: 'Run this on the machine of the server, or set KEYHOLD_API_KEY to an API key of it.',
  })
}
