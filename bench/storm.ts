import { aConnection } from '../tests/support/cast.ts'
import type { Called, Calling } from './callers.ts'
import { ask, type Child } from './child.ts'
import type { ServerChild } from './reads.ts'
import { keepUnsynced, type ProviderApp, type Stage } from './stage.ts'

export interface StormRound {
  /** Refreshes that the provider saw. */
  providerCalls: number
  failures: number
  /** Access tokens that differ among the answers; 1 is right. */
  tokens: number
  /** From the first request to the last answer, less the provider's latency. */
  overLatencyMilliseconds: number
}

export interface Storm {
  readers: number
  processes: number
  latencyMilliseconds: number
  rounds: StormRound[]
}

/** Everybody asks at once for one token that has ended, over all processes; the provider takes its time. */
export async function measureStorm(
  stage: Stage,
  callers: Child<unknown>,
  servers: readonly ServerChild[],
  provider: ProviderApp,
  options: { readers: number; latencyMilliseconds: number; rounds: number },
): Promise<Storm> {
  const control = controlOf(provider.url)
  await control('PATCH', 'settings', { latencyMilliseconds: options.latencyMilliseconds })
  const { athletes } = (await control('POST', 'athletes', { count: options.rounds + 1 })) as {
    athletes: { id: number }[]
  }
  const rounds: StormRound[] = []
  for (const { id } of athletes) rounds.push(await round(stage, callers, servers, control, id, options))
  // The first one also warms the connections to the database and to the provider.
  return {
    readers: options.readers,
    processes: servers.length,
    latencyMilliseconds: options.latencyMilliseconds,
    rounds: rounds.slice(1),
  }
}

type Control = ReturnType<typeof controlOf>

async function round(
  stage: Stage,
  callers: Child<unknown>,
  servers: readonly ServerChild[],
  control: Control,
  athleteId: number,
  { readers, latencyMilliseconds }: { readers: number; latencyMilliseconds: number },
): Promise<StormRound> {
  const grant = (await control('POST', 'grants', { athleteId })) as {
    accessToken: string
    refreshToken: string
  }
  await control('POST', 'grants/expire', { athleteId })
  const { id } = await aConnection(stage.world, stage.owner, {
    provider: 'sandbox',
    ...grant,
    providerSubject: String(athleteId),
    ageSeconds: 21_600,
    expiresInSeconds: -1,
  })
  await keepUnsynced(stage.world, stage.owner, id)
  const callsBefore = await tokenCalls(control)
  const question: Calling = {
    ports: servers.map((server) => server.ready.port),
    callers: readers,
    paths: Array.from({ length: readers }, () => `/api/connections/${id}/token`),
    key: stage.key,
    bodies: true,
  }
  const called = await ask<Called>(callers, question)
  return {
    providerCalls: (await tokenCalls(control)) - callsBefore,
    failures: called.failures,
    tokens: new Set(called.bodies.map((body) => (JSON.parse(body) as { access_token?: string }).access_token))
      .size,
    overLatencyMilliseconds: called.seconds * 1000 - latencyMilliseconds,
  }
}

const tokenCalls = async (control: Control): Promise<number> => {
  const ledger = (await control('GET', 'ledger?endpoint=token')) as { calls: unknown[] }
  return ledger.calls.length
}

const controlOf =
  (url: string) =>
  async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`the sandbox refused ${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
