import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bareEnvironment } from '../support/bare-environment.ts'
import { root } from '../house/sources.ts'
import { aHome, type Started } from './running.ts'

const absent = ['bash', 'curl', 'jq'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
)
const skip = absent.length > 0 && `without ${absent.join(', ')}`

const guide = readFileSync(join(root, 'docs/guides/journeys.md'), 'utf8')
const sectionOf = (title: string): string => guide.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!
const blocksOf = (section: string, language: string): string[] =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!)

const gate = sectionOf('From nothing to a gate')
const [document] = blocksOf(gate, 'yaml')
const lines = blocksOf(gate, 'sh').join('')
const [step] = blocksOf(sectionOf('A gate for a deployment'), 'yaml')

const main = join(root, 'src/entry/cli/main.ts')
const npx = `npx() { shift; "${process.execPath}" "${main}" "$@"; }`

describe('whoever follows the guide to journeys', { skip }, () => {
  const home = aHome()
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-guide-'))
  let server: Started
  before(async () => {
    server = await home.start()
    assert.notEqual(server.url, '', server.stderr())
    writeFileSync(join(folder, 'health.yaml'), document!)
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await home.remove()
  })
  const ciKey = () => readFileSync(join(folder, 'ci.key'), 'utf8').trim()
  const bash = (script: string, environment: Record<string, string> = {}) =>
    spawnSync('bash', ['-euxo', 'pipefail', '-c', `${npx}\n${script}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...bareEnvironment(), KEYHOLD_HOME: home.folder, ...environment },
    })

  test('J9: comes from a document to a gate by every line as it is printed', () => {
    const { status, stdout, stderr } = bash(lines.replace('http://localhost:3000', server.url))

    assert.equal(status, 0, stdout + stderr)
    assert.match(stderr, /There is no secret monitor-key yet/)
    assert.equal(stdout.match(/^Passed in /gm)?.length, 3)
    assert.match(readFileSync(join(folder, 'run.har'), 'utf8'), /knows its keys/)
  })

  test('J1: runs the scenarios by the first lines as they are printed', () => {
    const [first] = blocksOf(guide.split('\n## ')[0]!, 'sh')
    const script = first!.replace('http://localhost:3000', server.url)

    const { stdout, stderr } = bash(script, { KEYHOLD_API_KEY: ciKey() })

    assert.match(stdout, /"status":"passed","outcome":"passed"/, stdout + stderr)
  })

  test('J9: has the printed step of a CI, which passes, and fails where the journey does', () => {
    const script = step!.split('run: |\n')[1]!.replaceAll(/^ {4}/gm, '')
    const environment = {
      API_BASE_URL: server.url,
      KEYHOLD_API_KEY: ciKey(),
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'a'.repeat(40),
    }

    const [passed, failed] = [bash(script, environment), bash(script.replace('health', 'none'), environment)]

    assert.deepEqual([passed.status, failed.status], [0, 1], passed.stderr + failed.stderr)
  })
})
