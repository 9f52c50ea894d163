import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** `npm run check`: what can be known of the source without running it, in seconds. Prints only what is wrong. */
const root = join(import.meta.dirname, '..')
const programs = join(root, 'node_modules/.bin')

// The house's rules that need no database.
const staticTests = ['tests/house.test.ts', 'tests/house/readers.test.ts', 'tests/house/pages.test.ts']

const checks: Record<string, [program: string, ...words: string[]]> = {
  types: [join(programs, 'tsc'), '--noEmit', '--pretty', 'false', '-p', '.'],
  lint: [join(programs, 'oxlint'), '--deny-warnings'],
  format: [join(programs, 'oxfmt'), '--list-different', '.'],
  house: [
    process.execPath,
    '--stack-trace-limit=0',
    '--test',
    '--test-isolation=none',
    '--test-reporter=dot',
    ...staticTests,
  ],
}

interface Finding {
  name: string
  isGood: boolean
  said: string
}

const run = (name: string, [program, ...words]: [string, ...string[]]): Promise<Finding> =>
  new Promise((resolve) => {
    execFile(program, words, { cwd: root, maxBuffer: 1 << 26 }, (error, out, wrong) => {
      const unstarted = error && typeof error.code !== 'number' ? `${error.message}: run npm ci first\n` : ''
      resolve({ name, isGood: error === null, said: unstarted + out + wrong })
    })
  })

const startedAt = performance.now()
const findings = await Promise.all(Object.entries(checks).map(([name, words]) => run(name, words)))
const bad = findings.filter(({ isGood }) => !isGood)
for (const { name, said } of bad) console.log(`${name}:\n${said}`)
const names = (some: readonly Finding[]): string => some.map(({ name }) => name).join(', ')
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
console.log(
  bad.length === 0
    ? `${names(findings)}: in order (${seconds} s)`
    : `not in order: ${names(bad)} (${seconds} s)`,
)
process.exitCode = bad.length === 0 ? 0 : 1
