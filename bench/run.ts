import { loadavg } from 'node:os'
import { type AccountsCrew, measureAccounts } from './accounts.ts'
import { measureAudit } from './audit.ts'
import { type Child, startChild } from './child.ts'
import type { Finding } from './finding.ts'
import { measureLimits } from './limits.ts'
import { type Options, readOptions, usage } from './options.ts'
import { measureReads, type ServerChild, type ServerReady } from './reads.ts'
import { measureReleases } from './releases.ts'
import { type Report, reportOf } from './report.ts'
import { measureRotation } from './rotation.ts'
import { measureSchemas } from './schemas.ts'
import { type ProviderApp, setStage, type Stage } from './stage.ts'
import { measureStorm, type Storm } from './storm.ts'
import { tableOf } from './table.ts'

async function run(options: Options): Promise<void> {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(1)))
  try {
    const report = await measure(options, (step) => void closing.push(step))
    console.log(options.asJson ? JSON.stringify(report, null, 2) : tableOf(report))
  } finally {
    await close()
  }
}

const tell = (text: string) => void process.stderr.write(`  ${text}\n`)

/** Who takes part: each is started when it is first asked for, and only once. */
interface Crew extends AccountsCrew {
  callers(): Promise<Child<unknown>>
  steadyCallers(): Promise<Child<unknown>>
  /** A Keyhold server with a home of that name. */
  house(name: string): Promise<ServerChild>
  bare(name: string): Promise<ServerChild>
  unaudited(release: 'checked' | 'none'): Promise<ServerChild>
  /** Ends every server: none of them has work of its own left to do. */
  dismissServers(): Promise<void>
}

function crewOf(
  stage: Stage,
  profileFolder: string | undefined,
  onClose: (step: () => Promise<void>) => void,
): Crew {
  const started = new Map<string, Promise<Child<unknown>>>()
  const servers = new Set<string>()
  const once = <Ready>(
    file: string,
    name: string,
    environment: Record<string, string> = {},
    profile?: string,
  ) => {
    const known =
      started.get(name) ??
      startChild<Ready>(file, { environment, profileFolder: profile }).then((child) => {
        onClose(child.stop)
        return child
      })
    started.set(name, known)
    return known as Promise<Child<Ready>>
  }
  const server = (file: string, name: string, environment: Record<string, string>) => {
    servers.add(name)
    return once<ServerReady>(file, name, environment, profileFolder)
  }
  const bareEnvironment = {
    DATABASE_URL: stage.databaseUrl,
    BENCH_SECRETS: JSON.stringify(stage.bareSecrets),
  }
  return {
    callers: () => once('callers.ts', 'callers'),
    accountCallers: () => once('account-callers.ts', 'account callers'),
    steadyCallers: () => once('steady-callers.ts', 'steady callers'),
    house: (name) => server('server-house.ts', name, stage.environment(name)),
    mailingHouse: (name, smtpPort) =>
      server('server-house.ts', name, {
        ...stage.environment(name),
        SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
        MAIL_FROM: 'Bench <bench@example.org>',
      }),
    betterAuth: (kind, environment) =>
      server('server-better-auth.ts', `better-auth ${kind}`, { ...environment, BENCH_KIND: kind }),
    bare: (name) => server('server-bare.ts', name, bareEnvironment),
    unaudited: (release) =>
      server('server-unaudited.ts', `home-${release}`, {
        ...stage.environment(`home-${release}`),
        BENCH_RELEASE: release,
      }),
    async dismissServers() {
      for (const name of servers) await started.get(name)?.then((child) => child.stop())
      for (const name of servers) started.delete(name)
      servers.clear()
    },
  }
}

async function measure(options: Options, onClose: (step: () => Promise<void>) => void): Promise<Report> {
  const loadBefore = loadavg()
  const provider = await startChild<ProviderApp>('server-provider.ts')
  onClose(provider.stop)
  const stage = await setStage(provider.ready, countsOf(options))
  onClose(stage.close)
  tell(`${stage.warmIds.length + stage.coldIds.length} connections planted`)
  const crew = crewOf(stage, options.profileFolder, onClose)
  const reads = options.plan.servers.length === 0 ? null : await readsOf(options, stage, crew)
  const storm = options.storm && (await stormOf(options.storm, stage, crew, provider.ready))
  return reportOf({
    samples: reads?.samples ?? [],
    commitMilliseconds: reads?.commitMilliseconds ?? [],
    servers: options.plan.servers,
    storm,
    findings: await findingsOf(options, stage, crew),
    postgresVersion: stage.postgresVersion,
    loadBefore,
    loadAfter: loadavg(),
  })
}

const warmCount = 1000

function countsOf({ plan, rotation }: Options): { warm: number; cold: number } {
  const coldReads = plan.servers.includes('cold')
    ? (plan.coldReads(1) + plan.coldReads(32)) * 2 * plan.rounds
    : 0
  return { warm: warmCount, cold: coldReads + Math.max(0, (rotation?.credentials ?? 0) - warmCount) }
}

const readsOf = async ({ plan }: Options, stage: Stage, crew: Crew) =>
  measureReads(
    {
      stage,
      callers: await crew.callers(),
      house: [await crew.house('home-1'), await crew.house('home-2')],
      bare: [await crew.bare('bare-1'), await crew.bare('bare-2')],
    },
    plan,
    tell,
  )

async function stormOf(
  options: NonNullable<Options['storm']>,
  stage: Stage,
  crew: Crew,
  provider: ProviderApp,
): Promise<Storm> {
  const houses = []
  for (const number of [1, 2, 3, 4]) houses.push(await crew.house(`home-${number}`))
  return measureStorm(stage, await crew.callers(), houses, provider, options)
}

async function findingsOf(
  { audit, limits, schemas, releases, accounts, rotation }: Options,
  stage: Stage,
  crew: Crew,
): Promise<Finding[]> {
  const findings: Finding[] = []
  // What has been measured by now is not to be beside what comes.
  await crew.dismissServers()
  if (audit) {
    const servers = {
      audited: await crew.house('home-1'),
      unaudited: await crew.unaudited('checked'),
      unchecked: await crew.unaudited('none'),
    }
    findings.push(await measureAudit(stage, await crew.callers(), servers, audit))
    await crew.dismissServers()
    tell('audit')
  }
  if (limits) {
    findings.push(await measureLimits(stage.world, limits))
    tell('limits')
  }
  if (schemas) {
    findings.push(await measureSchemas(stage, await crew.house('home-1'), schemas))
    await crew.dismissServers()
    tell('schemas')
  }
  if (releases) {
    findings.push(await measureReleases(stage, await crew.house('home-1'), releases, tell))
    await crew.dismissServers()
    tell('releases')
  }
  if (accounts) {
    findings.push(await measureAccounts(stage, crew, accounts, tell))
    await crew.dismissServers()
  }
  if (rotation)
    findings.push(
      await measureRotation(stage, await crew.steadyCallers(), await crew.house('home-1'), rotation),
    )
  return findings
}

const options = readOptions()
if (options === null) console.log(usage)
else await run(options)
