// in a process of its own: it runs bash
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { commentMarker } from '../../src/parts/releases/index.ts'
import { type CodeHost, type Comment, startCodeHost } from './code-host.fixture.ts'
import { type Ended, openRunner, needsPrograms } from './runner.fixture.ts'

const runner = openRunner()
let host: CodeHost
before(
  async () => (host = await startCodeHost({ 'token-that-writes': 'writes', 'token-of-a-fork': 'reads' })),
)
after(() => {
  host.close()
  runner.close()
})
beforeEach(() => host.comments.clear())

const folder = join(runner.temporary, 'keyhold')
const output = join(runner.temporary, 'output')

/** The step behind those that left this text. */
function comment(text: string, environment: Record<string, string> = {}): Promise<Ended> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'run.json'), '{"prNumber":12}')
  writeFileSync(join(folder, 'comment.md'), text)
  writeFileSync(output, '')
  return runner.shell(`bash "$GITHUB_ACTION_PATH/comment.sh"`, {
    GITHUB_ACTION_PATH: import.meta.dirname,
    GITHUB_API_URL: host.url,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_OUTPUT: output,
    KEYHOLD_FOLDER: folder,
    KEYHOLD_URL: 'http://unused.test',
    KEYHOLD_GITHUB_TOKEN: 'token-that-writes',
    ...environment,
  })
}
const bodies = (): string[] => (host.comments.get(12) ?? []).map(({ body }) => body)
const written = (login: string, body: string, id: number): Comment => ({ id, body, user: { login } })

describe('P9: the comment at a pull request', needsPrograms, () => {
  test('P9: is made once, and changed from then on', async () => {
    await comment(`${commentMarker}\none`)
    const again = await comment(`${commentMarker}\ntwo`)

    assert.deepEqual([again.exitCode, bodies()], [0, [`${commentMarker}\ntwo`]])
  })

  test('P9: is found behind hundreds of others', async () => {
    const others = Array.from({ length: 250 }, (_, at) => written('ada', `${at}`, at + 1))
    host.comments.set(12, [...others, written('github-actions[bot]', `${commentMarker}\nold`, 251)])

    await comment(`${commentMarker}\nnew`)

    assert.deepEqual([bodies().length, bodies().at(-1)], [251, `${commentMarker}\nnew`])
  })

  test('P10: is never that of somebody else who wrote our marker', async () => {
    host.comments.set(12, [written('eve', `${commentMarker}\nmine`, 1)])

    await comment(`${commentMarker}\nours`)

    assert.deepEqual(bodies(), [`${commentMarker}\nmine`, `${commentMarker}\nours`])
  })

  test('P10: carries whatever a title holds as it is, and runs none of it', async () => {
    const text = `${commentMarker}\n\`\` $(touch pwned) "quotes" 'single' \\n %s \`id\` é ${'`'}\n::error::x\n`

    await comment(text)

    assert.deepEqual(bodies(), [text])
    const { stdout } = await runner.shell('ls -A')
    assert.equal(stdout, '')
  })

  for (const [what, token] of [
    ["a fork's token, which may only read", 'token-of-a-fork'],
    ['a token that is none', 'nobody'],
  ] as const)
    test(`is left out with ${what}, and the job goes on`, async () => {
      const { exitCode, stdout } = await comment(`${commentMarker}\none`, { KEYHOLD_GITHUB_TOKEN: token })

      assert.equal(exitCode, 0)
      assert.match(stdout, /^::warning title=Keyhold::No comment was written .*\(HTTP 40[13]\)\.\n$/)
      assert.deepEqual(bodies(), [])
    })

  test('is left out where nobody wants it', async () => {
    const calls = host.calls.length

    await comment(`${commentMarker}\none`, { KEYHOLD_COMMENT: 'false' })

    assert.equal(host.calls.length, calls)
  })

  test('shows the token in no word of a command line', async () => {
    // Each curl of the step writes down what it was started with.
    const spy = `curl() { printf '%s\\n' "$*" >> "$RUNNER_TEMP/words"; command curl "$@"; }; export -f curl`
    writeFileSync(join(folder, 'comment.md'), 'x')

    await runner
      .shell(`${spy}; bash "$GITHUB_ACTION_PATH/comment.sh"; cat "$RUNNER_TEMP/words"`, {
        GITHUB_ACTION_PATH: import.meta.dirname,
        GITHUB_API_URL: host.url,
        GITHUB_REPOSITORY: 'acme/app',
        KEYHOLD_FOLDER: folder,
        KEYHOLD_GITHUB_TOKEN: 'token-that-writes',
      })
      .then(({ stdout }) => {
        assert.match(stdout, /--request GET/)
        assert.doesNotMatch(stdout, /token-that-writes/)
      })
  })
})
