import { createServer } from 'node:net'
import { type Finding, fail, ok, warn } from './finding.ts'
import { portHolder } from './port-holder.ts'
import type { Subject } from './subject.ts'

const patienceMilliseconds = 3_000

/** Whether a server of ours answers on the port, or one could listen there. */
export async function listeningFinding({ environment }: Subject): Promise<Finding> {
  const port = Number(environment.PORT || 3000)
  const host = environment.HOST || '127.0.0.1'
  if (port === 0) return ok('port', 'any free port is taken (PORT=0)')
  const called = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  const state = await readiness(`http://${called}:${port}`)
  if (state === 'silent') return bindFinding(port, host)
  if (state === 'foreign') return takenFinding(port)
  if (state.status === 'ready') return ok('port', `the server on port ${port} is ready`)
  const broken = Object.keys(state.checks).filter((name) => state.checks[name] !== 'ok')
  return warn(
    'port',
    `the server on port ${port} is ${state.status.replace('_', ' ')} (${broken.join(', ') || 'it starts or ends'})`,
    'see its log, and the checks of the database here',
  )
}

interface Readiness {
  status: string
  checks: Record<string, string>
}

async function readiness(origin: string): Promise<Readiness | 'silent' | 'foreign'> {
  try {
    const response = await fetch(`${origin}/readyz`, {
      signal: AbortSignal.timeout(patienceMilliseconds),
      redirect: 'manual',
    })
    const said = (await response.json()) as Partial<Readiness> | null
    if (typeof said?.status === 'string') return { status: said.status, checks: said.checks ?? {} }
    // A process that is only just starting answers with a problem document.
    return response.status === 503 ? { status: 'starting', checks: {} } : 'foreign'
  } catch (error) {
    return isRefusal(error) ? 'silent' : 'foreign'
  }
}

const isRefusal = (error: unknown): boolean => {
  const { cause } = error as { cause?: { code?: string; errors?: { code?: string }[] } }
  const codes = [cause?.code, ...(cause?.errors ?? []).map(({ code }) => code)]
  return codes.some((code) => code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
}

/** Who has the port, as far as this system tells. */
function takenFinding(port: number): Finding {
  const holder = portHolder(port)
  const elsewhere = `or choose another port: PORT=${port + 1}`
  if (holder === null)
    return fail(
      'port',
      `port ${port} is taken by another program`,
      `see which with: ss -ltnp 'sport = :${port}' (as root), and end it, ${elsewhere}`,
    )
  const { pid, name } = holder
  const way =
    name === 'docker-proxy' ? `stop its container: docker ps --filter publish=${port}` : `end it: kill ${pid}`
  return fail(
    'port',
    `port ${port} is taken by another program: ${name}, process ${pid}`,
    `${way}, ${elsewhere}`,
  )
}

async function bindFinding(port: number, host: string): Promise<Finding> {
  const server = createServer()
  const code = await new Promise<string | null>((resolve) => {
    server.once('error', (error: { code?: string }) => resolve(error.code ?? 'error'))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
  if (code === 'EADDRINUSE') return takenFinding(port)
  if (code === null) return ok('port', `port ${port} on ${host} is free; no server runs`)
  const fix =
    code === 'EACCES'
      ? 'set PORT to 1024 or above'
      : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
        ? "set HOST to one of this machine's addresses"
        : `choose another port: PORT=${port + 1}`
  return fail('port', `cannot listen on port ${port} of ${host} (${code})`, fix)
}
