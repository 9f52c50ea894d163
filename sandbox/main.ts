import { parseArgs } from 'node:util'
import { type ClientOption, demoClient, type SandboxOptions, startSandbox } from './index.ts'

const usage = `Usage: npm run sandbox -- [options]

A provider on loopback that speaks the real protocol and misbehaves on demand.

  --port <number>                  default 4010
  --profile strava|generic         default strava
  --rotation strict|grace|reuse|static
                                   default strict
  --grace-seconds <number>         default 60, for --rotation grace
  --access-token-seconds <number>  default 21600
  --refresh-ahead-seconds <number|never>
                                   hand the same access token back while it lives longer; default 3600 for strava
  --latency-milliseconds <number>  default 0
  --client <id:secret[,secret]>    an app; may be given several times; default ${demoClient.id}:${demoClient.secret}
  --help

Faults and controls: sandbox/README.md, or curl http://127.0.0.1:4010/_control`

const text = { type: 'string' } as const

function readOptions(): SandboxOptions | null {
  const { values } = parseArgs({
    options: {
      port: text,
      profile: text,
      rotation: text,
      'grace-seconds': text,
      'access-token-seconds': text,
      'refresh-ahead-seconds': text,
      'latency-milliseconds': text,
      client: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) return null
  const ahead = values['refresh-ahead-seconds']
  return {
    port: number('--port', values.port) ?? 4010,
    ...present('profile', oneOf('--profile', values.profile, ['strava', 'generic'])),
    ...present('rotation', oneOf('--rotation', values.rotation, ['strict', 'grace', 'reuse', 'static'])),
    ...present('graceSeconds', number('--grace-seconds', values['grace-seconds'])),
    ...present('accessTokenSeconds', number('--access-token-seconds', values['access-token-seconds'])),
    ...present('refreshAheadSeconds', ahead === 'never' ? null : number('--refresh-ahead-seconds', ahead)),
    ...present('latencyMilliseconds', number('--latency-milliseconds', values['latency-milliseconds'])),
    ...present('clients', values.client?.map(clientOption)),
  }
}

function clientOption(option: string): ClientOption {
  const [id = '', secrets = ''] = option.split(':')
  if (id === '') throw new Error(`--client ${option}: wanted id:secret`)
  return { id, secret: secrets === '' ? [] : secrets.split(',') }
}

function number(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d+$/.test(value)) throw new Error(`${name} ${value}: wanted a whole number`)
  return Number(value)
}

function oneOf<const T extends string>(name: string, value: string | undefined, known: T[]): T | undefined {
  const found = known.find((one) => one === value)
  if (value !== undefined && found === undefined)
    throw new Error(`${name} ${value}: wanted ${known.join(', ')}`)
  return found
}

const present = <K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, T>)

async function run(): Promise<void> {
  const options = readOptions()
  if (options === null) return console.log(usage)
  const sandbox = await startSandbox(options)
  const [secret = '(none: a public client)'] = sandbox.client.secrets
  console.log(`Sandbox on ${sandbox.url}`)
  console.log(`  app         ${sandbox.client.id}, secret ${secret}`)
  console.log(`  rotation    ${sandbox.settings.rotation}`)
  console.log(`  controls    curl ${sandbox.url}/_control`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
}

run().catch((error: unknown) => {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  const words = isTaken
    ? 'The port is taken. Name another with --port.'
    : String(error instanceof Error ? error.message : error)
  console.error(`${words}\nnpm run sandbox -- --help shows the options.`)
  process.exitCode = 1
})
