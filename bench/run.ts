import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Child, startChild } from './child.ts'
import { bareOf, measureReads, type Plan, type Server, type ServerChild, type ServerReady } from './reads.ts'
import { reportOf } from './report.ts'
import { type ProviderApp, setStage } from './stage.ts'
import { measureStorm, type Storm } from './storm.ts'
import { tableOf } from './table.ts'

const usage = `Usage: npm run bench -- [options]

Token reads beside a bare server, and the storm, on an embedded PostgreSQL of its own. See bench/README.md.

  --quick             under 40 s: fewer and shorter rounds
  --rounds <n>        rounds of reads (default 5, quick 2)
  --json              the report as JSON on standard output
  --no-storm          reads alone
  --only <part>       tokens or figures
  --profile <folder>  CPU profiles of the servers into that folder`

interface Options {
  plan: Plan
  storm: { readers: number; latencyMilliseconds: number; rounds: number } | null
  asJson: boolean
  profileFolder: string | undefined
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      json: { type: 'boolean' },
      'no-storm': { type: 'boolean' },
      only: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return null
  const quick = values.quick === true
  const rounds = values.rounds === undefined ? (quick ? 2 : 5) : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50)
    throw new Error(`--rounds ${values.rounds}: wanted a whole number from 1 to 50`)
  return {
    plan: {
      rounds,
      servers: serversOf(values.only),
      seconds: quick ? 0.8 : 1.5,
      coldReads: (callers) => (callers === 1 ? 100 : quick ? 600 : 1000),
    },
    storm:
      values['no-storm'] || values.only === 'figures'
        ? null
        : { readers: 1000, latencyMilliseconds: 500, rounds: quick ? 3 : 10 },
    asJson: values.json === true,
    profileFolder: values.profile,
  }
}

function serversOf(only: string | undefined): readonly Server[] {
  const all = Object.keys(bareOf) as Server[]
  if (only === undefined) return all
  const bare = { tokens: 'bare', figures: 'bare figure' }[only]
  if (bare === undefined) throw new Error(`--only ${only}: wanted tokens or figures`)
  return all.filter((server) => bareOf[server] === bare)
}

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

async function measure(
  { plan, storm: stormOptions, profileFolder }: Options,
  onClose: (step: () => Promise<void>) => void,
) {
  const tell = (text: string) => void process.stderr.write(`  ${text}\n`)
  const started = async <Ready = unknown>(
    file: string,
    environment: Record<string, string> = {},
    profile?: string,
  ): Promise<Child<Ready>> => {
    const child = await startChild<Ready>(file, { environment, profileFolder: profile })
    onClose(child.stop)
    return child
  }
  const loadBefore = loadavg()
  const provider = await started<ProviderApp>('server-provider.ts')
  const coldReads = plan.servers.includes('cold')
    ? (plan.coldReads(1) + plan.coldReads(32)) * 2 * plan.rounds
    : 0
  const stage = await setStage(provider.ready, { warm: 1000, cold: coldReads })
  onClose(stage.close)
  tell(`${1000 + coldReads} connections planted`)
  const callers = await started('callers.ts')
  const house = (name: string) =>
    started<ServerReady>('server-house.ts', stage.environment(name), profileFolder)
  const bare = () =>
    started<ServerReady>(
      'server-bare.ts',
      { DATABASE_URL: stage.databaseUrl, BENCH_SECRETS: JSON.stringify(stage.bareSecrets) },
      profileFolder,
    )
  const houses: ServerChild[] = [await house('home-1'), await house('home-2')]
  const bares: ServerChild[] = [await bare(), await bare()]
  const reads = await measureReads({ stage, callers, bare: bares, house: houses }, plan, tell)
  const storm: Storm | null =
    stormOptions &&
    (await measureStorm(
      stage,
      callers,
      [...houses, await house('home-3'), await house('home-4')],
      provider.ready,
      stormOptions,
    ))
  return reportOf({
    ...reads,
    servers: plan.servers,
    storm,
    postgresVersion: stage.postgresVersion,
    loadBefore,
    loadAfter: loadavg(),
  })
}

const options = readOptions()
if (options === null) console.log(usage)
else await run(options)
