import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createHttpClient, type HttpClientOptions, type OutgoingRequest } from './http-client.ts'

/** Servers on loopback that end with their test, and clients that may call them. */

export function getting(url: string, overrides: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: 'GET',
    url: new URL(url),
    deadlineMilliseconds: 5_000,
    freshConnection: true,
    ...overrides,
  }
}

export function clientFor(origin: string, options: Partial<HttpClientOptions> = {}) {
  const allowedOrigins = URL.canParse(origin) && origin.startsWith('http') ? [origin] : []
  return createHttpClient({ allowedOrigins, insideTransaction: () => false, ...options })
}

export const get = (
  url: string,
  request: Partial<OutgoingRequest> = {},
  options: Partial<HttpClientOptions> = {},
) => clientFor(url, options).send(getting(url, request))

export const loopback = async () => [{ address: '127.0.0.1', family: 4 }]

export const httpServer = (t: TestContext, listener: RequestListener) =>
  listening(t, createHttpServer(listener), 'http')

export const httpsServer = (t: TestContext, listener: RequestListener) =>
  listening(t, createHttpsServer({ key: privateKey, cert: certificate }, listener), 'https')

export const tcpServer = (t: TestContext, onSocket: (socket: Socket) => void, scheme = 'http') =>
  listening(t, createTcpServer(onSocket), scheme)

async function listening(t: TestContext, server: Server, scheme: string): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function closedPort(t: TestContext): Promise<string> {
  const server = createTcpServer()
  const origin = await listening(t, server, 'http')
  await new Promise((resolve) => server.close(resolve))
  return origin
}

// Made for these tests alone, self-signed for localhost and 127.0.0.1 until 2126:
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
//   -addext "subjectAltName=DNS:localhost,IP:127.0.0.1"
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9NlG4wEWLjG78juj
Fxo1BUgyzVUR0F1CFrR8qnFlMbKhRANCAATNubnk1+u/qQWxdeA7iAKt6awXKR7y
SRxaKhVQcQJldiAS+3XRaCwHHdDch/H78LUBhLkMh36U3NWGPlew/xWj
-----END PRIVATE KEY-----`
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUdcGGbtM+TPmTCybHFd8nmVc2e+MwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA2MTgxMloYDzIxMjYxMDI4
MDYxODEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATNubnk1+u/qQWxdeA7iAKt6awXKR7ySRxaKhVQcQJldiAS+3XRaCwH
HdDch/H78LUBhLkMh36U3NWGPlew/xWjo28wbTAdBgNVHQ4EFgQUUqAJZJoa/vkH
ExB2XoT9nB5R0o8wHwYDVR0jBBgwFoAUUqAJZJoa/vkHExB2XoT9nB5R0o8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgDsRVwoyxui4Gk8CtF6ClsRD+hNuH5iWsTY5CqeyR0N4CIQD+
wxZrqyECKMWvyeGOKTM8C5CwE8eU34w+k/cke/htKw==
-----END CERTIFICATE-----`
