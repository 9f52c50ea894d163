import { parseArgs } from 'node:util'
import {
  ciConfigurations,
  furtherMutants,
  knownLimits,
  listedMutants,
  longConfigurations,
  type Configuration,
} from './configurations.ts'
import { complaints, missingTools, said, tellStory, verify, type Verdict } from './spin.ts'

const usage = `Checks the model of the refresh protocol with Spin.

  node spec/check.ts                 every configuration and mutant, about a minute
  node spec/check.ts --long          also everything at once, and 4 workers: minutes, up to 2 GB
  node spec/check.ts --only <name>   one of them
  node spec/check.ts --story <name>  the shortest run that breaks a rule, step by step
`

const options = {
  long: { type: 'boolean', default: false },
  only: { type: 'string' },
  story: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const all = [...ciConfigurations, ...listedMutants, ...furtherMutants, ...knownLimits]

async function main(): Promise<number> {
  const { values } = parseArgs({ options })
  if (values.help) return say(usage, 0)
  const missing = missingTools()
  if (missing !== null) return say(missing, process.env['CI'] === 'true' ? 1 : 0)
  if (values.story !== undefined) return say(await tellStory(named(values.story)), 0)
  const asked = values.only === undefined ? all : [named(values.only)]
  const failures = await checkAll(asked, 2)
  // One at a time: each may take most of 2 GB.
  const longFailures = values.long ? await checkAll(longConfigurations, 1) : 0
  return failures + longFailures === 0 ? 0 : 1
}

function say(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}

function named(name: string): Configuration {
  const found = [...all, ...longConfigurations].find((configuration) => configuration.name === name)
  if (found === undefined) throw new Error(`No configuration is called "${name}"; the table shows the names.`)
  return found
}

/** Checks configurations, `atOnce` in parallel, and prints their rows in order; gives how many surprised. */
async function checkAll(configurations: readonly Configuration[], atOnce: number): Promise<number> {
  const waiting = configurations.map((configuration) => ({
    configuration,
    ...Promise.withResolvers<Verdict>(),
  }))
  const queue = waiting.values()
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const { configuration, resolve } of queue) resolve(await verify(configuration))
  })
  console.log(row('configuration', 'expected', 'result', 'states', 'seconds', 'MB'))
  const printing = async () => {
    let failures = 0
    for (const { configuration, promise } of waiting) failures += print(configuration, await promise)
    return failures
  }
  const [failures] = await Promise.all([printing(), ...lanes])
  return failures
}

function print(configuration: Configuration, verdict: Verdict): number {
  const wrong = complaints(configuration, verdict)
  const { states, seconds, megabytes } = verdict
  const expected = said(configuration.breaks ?? null)
  const result = wrong.length === 0 ? 'as expected' : 'NOT AS EXPECTED'
  console.log(
    row(configuration.name, expected, result, String(states), seconds.toFixed(1), megabytes.toFixed(0)),
  )
  for (const complaint of wrong) console.log(`    ${complaint}`)
  return wrong.length === 0 ? 0 : 1
}

function row(
  ...[name, expected, result, states, seconds, megabytes]: [string, string, string, string, string, string]
) {
  const text = [name.padEnd(64), expected.padEnd(44), result.padEnd(15)]
  return [...text, states.padStart(9), seconds.padStart(7), megabytes.padStart(5)].join(' ')
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
