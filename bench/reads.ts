import pg from 'pg'
import type { Called, Calling } from './callers.ts'
import { ask, type Child } from './child.ts'
import { cpuBetween, type CpuUse, readCpu } from './cpu.ts'
import { quantile } from './figures.ts'
import type { Stage } from './stage.ts'

export interface ServerReady {
  port: number
}
export type ServerChild = Child<ServerReady>

/** What is read from whom: a token or a statistic, from the bare server or the house. */
export type Server = keyof typeof bareOf

/** Each beside what it is compared with. */
export const bareOf = {
  bare: 'bare',
  warm: 'bare',
  cold: 'bare',
  'bare figure': 'bare figure',
  figure: 'bare figure',
  'own figure': 'bare figure',
} as const

/** One figure of one round: this server, so many callers, so many processes. */
export interface Sample extends CpuUse {
  server: Server
  callers: number
  processes: number
  round: number
  requests: number
  failures: number
  perSecond: number
  p50Milliseconds: number
  p99Milliseconds: number
}

export interface Plan {
  rounds: number
  servers: readonly Server[]
  /** Of one measurement. */
  seconds: number
  /** Cold reads of one measurement, by callers. */
  coldReads(callers: number): number
}

export const cases = [
  { callers: 1, processes: 1 },
  { callers: 32, processes: 1 },
  { callers: 1, processes: 2 },
  { callers: 32, processes: 2 },
] as const

export interface Actors {
  stage: Stage
  callers: Child<unknown>
  bare: readonly ServerChild[]
  house: readonly ServerChild[]
}

/** All cases, interleaved: within a round each server is measured right beside the one it is compared with. */
export async function measureReads(
  actors: Actors,
  plan: Plan,
  tell: (text: string) => void,
): Promise<{ samples: Sample[]; commitMilliseconds: number[] }> {
  const samples: Sample[] = []
  const commitMilliseconds: number[] = []
  await warmUp(actors)
  for (let round = 0; round < plan.rounds; round++) {
    commitMilliseconds.push(await commitTime(actors.stage))
    for (const { callers, processes } of cases) {
      const run = (server: Sample['server']) => sample(actors, { server, callers, processes, round }, plan)
      // In turn first, so that none always profits from what the other left behind.
      const order = round % 2 === 0 ? plan.servers : plan.servers.toReversed()
      for (const server of order) samples.push(await run(server))
    }
    tell(`round ${round + 1} of ${plan.rounds}`)
  }
  return { samples, commitMilliseconds }
}

async function warmUp({ stage, callers, bare, house }: Actors): Promise<void> {
  for (const server of [...bare, ...house]) {
    await asked(callers, {
      ports: [server.ready.port],
      callers: 8,
      paths: stage.warmIds.map(pathOf),
      key: stage.key,
    })
    await asked(callers, {
      ports: [server.ready.port],
      callers: 32,
      paths: stage.warmIds.map(pathOf),
      key: stage.key,
      seconds: 1,
    })
  }
}

async function sample(
  { stage, callers: calling, bare, house }: Actors,
  what: Pick<Sample, 'server' | 'callers' | 'processes' | 'round'>,
  plan: Plan,
): Promise<Sample> {
  const servers = (what.server === bareOf[what.server] ? bare : house).slice(0, what.processes)
  const ports = servers.map((server) => server.ready.port)
  const common = { ports, callers: what.callers, key: stage.key }
  const warm = pathsOf(stage, what.server)
  // A key is known for 5 s, so one read keeps the look-up of the key out of a cold round.
  if (what.server === 'cold')
    await asked(calling, { ...common, callers: ports.length, paths: warm.slice(0, ports.length) })
  else await asked(calling, { ...common, paths: warm, seconds: 0.2 })
  const question: Calling =
    what.server === 'cold'
      ? { ...common, paths: stage.coldIds.splice(0, plan.coldReads(what.callers)).map(pathOf) }
      : { ...common, paths: warm, seconds: plan.seconds }
  const pids = servers.map((server) => server.pid)
  const before = readCpu(pids, stage.postmasterPid, calling.pid)
  const called = await asked(calling, question)
  const used = cpuBetween(before, readCpu(pids, stage.postmasterPid, calling.pid))
  const { requests, failures, seconds, p50Milliseconds, p99Milliseconds } = called
  return {
    ...what,
    ...used,
    requests,
    failures,
    perSecond: requests / seconds,
    p50Milliseconds,
    p99Milliseconds,
  }
}

const asked = (callers: Child<unknown>, calling: Calling) => ask<Called>(callers, calling)
function pathsOf({ warmIds, figure }: Stage, server: Server): string[] {
  if (server === 'bare figure') return ['/figures/monthly']
  if (server === 'figure') return [figure.publicPath]
  return server === 'own figure' ? [figure.ownPath] : warmIds.map(pathOf)
}

const pathOf = (id: string): string => `/api/connections/${id}/token`

/** Median of a single-row commit on this disk, round trip included: the least that a durable entry can cost. */
async function commitTime({ databaseUrl }: Stage): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const milliseconds: number[] = []
    for (let index = 0; index < 150; index++) {
      const startedAt = performance.now()
      await client.query({
        name: 'commit',
        text: 'insert into bench.commits values ($1)',
        values: [new Date(0)],
      })
      milliseconds.push(performance.now() - startedAt)
    }
    return quantile(
      milliseconds.sort((a, b) => a - b),
      0.5,
    )
  } finally {
    await client.end()
  }
}
