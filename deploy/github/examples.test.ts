// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parse } from 'yaml'
import { openStage, type Stage } from './job.fixture.ts'
import { actionFile, type Used, needsPrograms } from './runner.fixture.ts'

interface Step {
  id?: string
  if?: string
  uses?: string
  run?: string
  with?: Record<string, string | number>
  'continue-on-error'?: boolean
}

interface Workflow {
  on: Record<string, object | null>
  permissions: object
  jobs: Record<string, { if?: string; permissions: Record<string, string>; steps: Step[] }>
}

const folder = join(import.meta.dirname, 'examples')
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')
const workflowOf = (name: string): Workflow => parse(textOf(name)) as Workflow
const stepsOf = (name: string): Step[] => Object.values(workflowOf(name).jobs).flatMap(({ steps }) => steps)
const names = readdirSync(folder)
const ours = 'acme/keyhold/deploy/github@v0.1.0'
/** A comment, and the upload of findings. */
const writable = ['pull-requests', 'security-events']

describe('the example', () => {
  for (const name of names) {
    test(`${name} runs for whom it may, with as few rights as it needs`, () => {
      const { on, permissions, jobs } = workflowOf(name)

      assert.equal('pull_request_target' in on, false)
      assert.deepEqual(permissions, {})
      for (const { permissions } of Object.values(jobs))
        for (const [scope, level] of Object.entries(permissions))
          assert.ok(level === 'read' || writable.includes(scope), `${scope}: ${level}`)
    })

    test(`${name} pins what it uses, and hands over only inputs that there are`, () => {
      const used = stepsOf(name).filter(({ uses }) => uses !== undefined)

      assert.deepEqual(
        used.filter(({ uses }) => !/@v\d+(\.\d+\.\d+)?$/.test(uses!)),
        [],
      )
      const given = used.filter(({ uses }) => uses === ours).flatMap((step) => Object.keys(step.with!))
      assert.ok(given.length > 0)
      assert.deepEqual(
        given.filter((input) => !(input in actionFile.inputs)),
        [],
      )
    })

    test(`${name} puts nothing of an event into a line of shell`, () => {
      const lines = stepsOf(name).flatMap(({ run }) => run ?? [])

      assert.deepEqual(
        lines.filter((line) => line.includes('${{')),
        [],
      )
    })
  }
})

describe('the action', () => {
  test('puts no expression into a line of shell', () => {
    const lines = actionFile.runs.steps.map(({ run }) => run)

    assert.deepEqual(
      lines.filter((line) => !/^bash "\$GITHUB_ACTION_PATH\/[a-z-]+\.sh"$/.test(line)),
      [],
    )
  })

  test('hands each of its inputs over, and every script is a step of it', () => {
    const given = JSON.stringify(actionFile.runs.steps)
    const scripts = readdirSync(import.meta.dirname).filter(
      (name) => name.endsWith('.sh') && name !== 'keyhold.sh',
    )

    assert.deepEqual(
      Object.keys(actionFile.inputs).filter((name) => !given.includes(`inputs.${name} }}`)),
      [],
    )
    assert.deepEqual(
      scripts.filter((name) => !given.includes(name)),
      [],
    )
  })
})

describe('each line of an example', needsPrograms, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    const { checkout } = stage
    checkout.write(
      'package.json',
      JSON.stringify({ name: 'app', version: '1.0.0', scripts: { test: 'node test.mjs' } }),
    )
    checkout.write(
      'package-lock.json',
      JSON.stringify({
        name: 'app',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: { '': { name: 'app', version: '1.0.0' } },
      }),
    )
    checkout.write('test.mjs', testProgram)
    checkout.write('prisma/schema.prisma', schema('  name String\n'))
    checkout.commit('base')
    checkout.git('checkout', '--quiet', '-b', 'topic')
    checkout.write('prisma/schema.prisma', schema('  name String\n  nick String?\n'))
    checkout.write('prisma/migrations/1_nick/migration.sql', 'ALTER TABLE "User" ADD COLUMN "nick" TEXT;\n')
    checkout.write('src/login.ts', 'export const login = 1\n')
    checkout.commit('topic')
    await stage.keepJourney('checkout', 200)
  })
  after(() => stage.close())

  /** Runs the steps as a runner does; other people's actions have nothing to do here. */
  async function run(name: string, event: object, environment: Record<string, string> = {}): Promise<Used> {
    const outcomes: Record<string, string> = {
      'vars.KEYHOLD_URL': stage.server.url,
      'secrets.KEYHOLD_KEY': stage.key,
    }
    let used: Used | undefined
    for (const step of stepsOf(name)) {
      if (step.run !== undefined && step.if === undefined) {
        const { exitCode, stdout, stderr } = await stage.runner.shell(step.run, environment)
        if (step.id) outcomes[`steps.${step.id}.outcome`] = exitCode === 0 ? 'success' : 'failure'
        assert.ok(exitCode === 0 || step['continue-on-error'], stdout + stderr)
      } else if (step.uses === ours) {
        const inputs = Object.entries(step.with!).map(([input, value]) => [
          input,
          filled(String(value), outcomes),
        ])
        used = await stage.use(Object.fromEntries(inputs) as Record<string, string>, event)
      }
    }
    return used!
  }

  const filled = (text: string, values: Record<string, string>): string =>
    text.replaceAll(
      /\$\{\{ *([\w.-]+) *\}\}/g,
      (_all, name: string) => values[name] ?? assert.fail(`nobody says ${name}`),
    )

  test('of pull requests runs, and ends with a comment', async () => {
    const used = await run('pull-request.yml', stage.event(12))

    assert.equal(used.exitCode, 0, used.log)
    assert.deepEqual([used.outputs['pull-request'], used.outputs.schema], ['passed', 'passed'])
    assert.equal(stage.host.comments.get(12)!.length, 1)
  })

  test('of schemas runs, and writes what is uploaded where the upload looks for it', async () => {
    const [, upload] = stepsOf('schema.yml').filter(({ with: given }) => given && !('fetch-depth' in given))

    const used = await run('schema.yml', stage.event(13))

    assert.deepEqual([used.exitCode, used.outputs.schema], [0, 'passed'], used.log)
    const written = readFileSync(join(stage.checkout.folder, String(upload!.with!.sarif_file)), 'utf8')
    assert.equal((JSON.parse(written) as { version: string }).version, '2.1.0')
  })

  test('of tests runs, and goes by what failed', async () => {
    const [passed, failed, crashed] = [
      await run('tests.yml', {}),
      await run('tests.yml', {}, { HOW: 'fail' }),
      await run('tests.yml', {}, { HOW: 'crash' }),
    ]

    assert.deepEqual([passed.exitCode, failed.exitCode, crashed.exitCode], [0, 1, 1], passed.log)
    assert.match(crashed.log, /No report is there/)
  })

  test('of deployments runs, and goes by the journey', async () => {
    const used = await run('deployment.yml', { deployment_status: { state: 'success' } })

    assert.deepEqual([used.exitCode, used.outputs.journey], [0, 'passed'], used.log)
  })
})

const schema = (fields: string): string =>
  `datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id Int @id\n${fields}}\n`

/** Writes what Vitest writes where its options say so. */
const testProgram = `
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
const out = process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1]
rmSync('results', { recursive: true, force: true })
if (process.env.HOW === 'crash') process.exit(139)
const status = process.env.HOW === 'fail' ? 'failed' : 'passed'
mkdirSync('results')
writeFileSync(out, JSON.stringify({
  numTotalTestSuites: 1, numPassedTestSuites: 1, numFailedTestSuites: 0, numPendingTestSuites: 0,
  numTotalTests: 1, numPassedTests: status === 'passed' ? 1 : 0, numFailedTests: status === 'failed' ? 1 : 0,
  numPendingTests: 0, numTodoTests: 0, snapshot: {}, startTime: 1, success: status === 'passed',
  testResults: [{
    name: process.cwd() + '/src/login.test.ts', status, message: '', startTime: 1, endTime: 2,
    assertionResults: [{
      ancestorTitles: ['login'], title: 'signs in', fullName: 'login signs in', status, duration: 1, meta: {},
      failureMessages: status === 'failed' ? ['Error: no'] : [],
    }],
  }],
}))
process.exit(status === 'passed' ? 0 : 1)
`
