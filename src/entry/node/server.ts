import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { faults, problemResponse } from '../../kit/fault.ts'
import { base64url } from '../../kit/hash.ts'

export type Answering = (
  request: Request,
  peer: { remoteAddress?: string | undefined; target?: string | undefined },
) => Response | Promise<Response>

/** Node's own defaults (60 s for headers, 300 s for a request, looked at each 30 s) let slow clients hold a server. */
const limits = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
}

export interface Listening {
  server: Server
  port: number
  /** Stops accepting, lets requests in flight end, then closes; at most that long. */
  close(milliseconds: number): Promise<void>
}

/** What no address can be made of reaches no route. */
const malformed = (): Response => problemResponse(faults.REQUEST_MALFORMED(), base64url(randomBytes(12)))

/** Listens at once; `answering` may be exchanged later, so that the port is known before anything is configured by it. */
export async function listen(port: number, host: string, answering: () => Answering): Promise<Listening> {
  const listener = getRequestListener(
    (request, environment) => {
      const { incoming } = environment as { incoming?: IncomingMessage }
      return answering()(request, { remoteAddress: incoming?.socket.remoteAddress, target: incoming?.url })
    },
    {
      errorHandler: (error) =>
        error instanceof RequestError ? malformed() : new Response(null, { status: 500 }),
    },
  )
  let isClosing = false
  const server = createServer(limits, (request: IncomingMessage, response: ServerResponse) => {
    // Else a client's idle connection would hold up the end by its keep-alive time.
    response.once('close', () => isClosing && server.closeIdleConnections())
    void listener(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: (milliseconds) =>
      new Promise((resolve) => {
        isClosing = true
        const force = setTimeout(() => server.closeAllConnections(), milliseconds)
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
