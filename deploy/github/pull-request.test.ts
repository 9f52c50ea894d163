// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { factsOf } from '../../src/entry/cli/releases/pull-requests/facts.ts'
import { openStage, type Stage, webhookSecret } from './job.fixture.ts'
import { needsPrograms } from './runner.fixture.ts'

let stage: Stage
const strange = 'src/a "quoted"\tname\nwith $(touch pwned) `id` é.ts'

before(async () => {
  stage = await openStage()
  const { checkout } = stage
  checkout.write('kept.ts', 'one\ntwo\nthree\n')
  checkout.write('gone.ts', 'nothing like the others\n')
  checkout.write('.gitattributes', 'made.ts linguist-generated\n')
  checkout.write('.github/CODEOWNERS', '* @ada\n')
  checkout.commit('base')
  checkout.git('checkout', '--quiet', '-b', 'topic')
  checkout.git('mv', 'kept.ts', 'moved.ts')
  checkout.git('rm', '--quiet', 'gone.ts')
  checkout.write('moved.ts', 'one\ntwo\nthree\nfour\n')
  checkout.write(strange, 'a\nb\n')
  checkout.write('made.ts', 'x\n')
  checkout.write('picture.png', Buffer.from([0, 1, 2, 0]))
  checkout.commit('topic')
})
after(() => stage.close())

interface Shown {
  title: string
  headSha: string
  state: string
  totalAnalyses: number
  change: { totals: object; generated: object }
  findings: { id: string; paths: string[] }[]
}
const shown = (number: number): Promise<Shown> => stage.ask<Shown>(`/internal/pr-intel/${number}`)
const leftBehind = async (): Promise<string> => (await stage.runner.shell('git status --porcelain')).stdout

describe('the check of a pull request', needsPrograms, () => {
  test('P2: sends what git counts, of the commit that was pushed and not of the merge', async () => {
    const used = await stage.use({ 'pull-request': 'true' }, stage.event(12))

    const { headSha, change, state } = await shown(12)
    assert.equal(used.exitCode, 0, used.log)
    assert.deepEqual([headSha, state], [stage.event(12).pull_request.head.sha, 'open'])
    assert.deepEqual(change.totals, { files: 5, additions: 4, deletions: 1 })
    assert.deepEqual(change.generated, { files: 1, additions: 1, deletions: 0 })
    assert.equal(used.outputs['pull-request'], 'passed')
    assert.match(used.outputs.probability!, /^0\.\d+$/)
  })

  test('P2, P5: sends the same facts as the command line, names of any kind among them', async () => {
    const here = process.cwd()
    process.chdir(stage.checkout.folder)
    const byCli = await factsOf({}, 'main', 'topic').finally(() => process.chdir(here))

    const { stdout, stderr } = await stage.runner.shell(
      `git diff --raw --numstat -z --find-renames -l0 "$BASE" "$HEAD" -- > "$RUNNER_TEMP/listing"
      git diff --name-only -z "$BASE" "$HEAD" -- | git check-attr -z --stdin linguist-generated > "$RUNNER_TEMP/attributes"
      echo '"* @ada\\n"' > "$RUNNER_TEMP/owners"; echo '{}' > "$RUNNER_TEMP/nothing"
      jq -n -f "$ACTION/facts.jq" --rawfile listing "$RUNNER_TEMP/listing" --rawfile attributes "$RUNNER_TEMP/attributes" \\
        --slurpfile codeowners "$RUNNER_TEMP/owners" --arg base "$BASE" --arg now "" \\
        --slurpfile runs "$RUNNER_TEMP/nothing" --slurpfile events "$RUNNER_TEMP/nothing"`,
      { BASE: byCli.mergeBase, HEAD: byCli.head, ACTION: import.meta.dirname },
    )

    assert.equal(stderr, '')
    const { files, codeowners } = JSON.parse(stdout) as { files: object[]; codeowners: string }
    const whole = files.map((file) => ({
      previousPath: null,
      additions: 0,
      deletions: 0,
      binary: false,
      ...file,
    }))
    assert.deepEqual([whole, codeowners], [byCli.files, byCli.codeowners])
    assert.ok(byCli.files.some(({ path }) => path === strange))
  })

  test('P3: sent twice has one effect', async () => {
    const event = stage.event(13)

    const [, again] = [
      await stage.use({ 'pull-request': 'true' }, event),
      await stage.use({ 'pull-request': 'true' }, event),
    ]

    assert.deepEqual([again.exitCode, (await shown(13)).totalAnalyses], [0, 1])
  })

  test('P4: says that it was merged, when nobody has its branch any more', async () => {
    await stage.use({ 'pull-request': 'true' }, stage.event(23))
    const merged = stage.event(23, {
      state: 'closed',
      merged: true,
      merge_commit_sha: 'c'.repeat(40),
      updated_at: '2026-01-02T00:00:00Z',
      closed_at: '2026-01-02T00:00:00Z',
    })

    const used = await stage.use({ 'pull-request': 'true' }, { ...merged, action: 'closed' })

    const { state, change } = await shown(23)
    assert.deepEqual([used.exitCode, state], [0, 'merged'], used.log)
    assert.deepEqual(change.totals, { files: 5, additions: 4, deletions: 1 })
  })

  test('P9: writes one comment, and shows the same on the page of the run', async () => {
    const { host } = stage
    const [one, other] = [
      await stage.use({ 'pull-request': 'true' }, stage.event(14)),
      await stage.use({ 'pull-request': 'true' }, stage.event(14, { title: 'Another title' })),
    ]

    const bodies = (host.comments.get(14) ?? []).map(({ body }) => body)
    assert.equal(bodies.length, 1)
    assert.match(one.summary, /Probability of a defect/)
    assert.equal(other.summary, bodies[0])
    assert.match(other.outputs.comment!, /^https:/)
  })

  for (const title of [
    '$(touch pwned) `touch pwned`; touch pwned',
    'quotes " and \' and \\',
    'a line\n::set-output name=x::y\n##[error]z',
    '"}; {"riskScore": 1, "x": "',
    '%0A::error::x',
  ])
    test(`P10: of the title ${JSON.stringify(title)} is a text and nothing more`, async () => {
      const used = await stage.use({ 'pull-request': 'true' }, stage.event(15, { title, body: title }))

      assert.equal(used.exitCode, 0, used.log)
      assert.equal((await shown(15)).title, title)
      assert.equal(await leftBehind(), '')
      for (const line of used.log.split('\n'))
        assert.match(line, /^$|^::(notice|warning|error) title=Keyhold::/)
    })

  test('P10: of a branch whose name holds a command is a name', async () => {
    const head = { ...stage.event(1).pull_request.head, ref: '$(touch${IFS}pwned)', label: 'acme:x' }

    const used = await stage.use({ 'pull-request': 'true' }, stage.event(16, { head }))

    assert.deepEqual([used.exitCode, await leftBehind()], [0, ''])
    assert.equal((await stage.ask<{ headBranch: string }>('/internal/pr-intel/16')).headBranch, head.ref)
  })

  test('P3: is taken with a signature in the place of a key', async () => {
    const inputs = { 'pull-request': 'true', key: '', 'webhook-secret': webhookSecret }

    const used = await stage.use(inputs, stage.event(17))

    assert.equal(used.exitCode, 0, used.log)
    assert.equal((await shown(17)).totalAnalyses, 1)
  })

  for (const [what, inputs, words] of [
    ['a wrong key', { key: 'kh_wrong' }, /HTTP 40[13]/],
    ['a wrong secret', { key: '', 'webhook-secret': 'another' }, /HTTP 403: Invalid HMAC signature/],
  ] as const)
    test(`fails the job with ${what}, whatever may fail it`, async () => {
      const used = await stage.use({ 'pull-request': 'true', 'fail-on': '', ...inputs }, stage.event(18))

      assert.deepEqual([used.exitCode, used.outputs['pull-request']], [1, 'refused'])
      assert.match(used.log, words)
      assert.match(used.log, /^::error title=Keyhold::pull-request: /m)
    })

  test('fails the job without a server, or warns where the workflow says so', async () => {
    const nobody = { 'pull-request': 'true', url: 'http://127.0.0.1:1' }

    const [failed, warned] = [
      await stage.use(nobody, stage.event(19)),
      await stage.use({ ...nobody, 'when-unreachable': 'warn' }, stage.event(19)),
    ]

    assert.deepEqual([failed.exitCode, failed.outputs['pull-request']], [1, 'unreachable'])
    assert.match(failed.log, /::error title=Keyhold::pull-request: http:\/\/127\.0\.0\.1:1 cannot be reached/)
    assert.equal(warned.exitCode, 0)
    assert.match(warned.log, /::warning title=Keyhold::pull-request: /)
  })

  test('fails the job where something else answers, whatever it answers', async () => {
    const page = createServer((_request, response) => response.end('<h1>Hello</h1>')).listen(0, '127.0.0.1')
    await once(page, 'listening')
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`

    const used = await stage.use({ 'pull-request': 'true', url }, stage.event(19))

    page.close()
    assert.deepEqual([used.exitCode, used.outputs['pull-request']], [1, 'refused'])
    assert.match(used.log, /is not Keyhold/)
  })

  test('is left out where a run belongs to no pull request', async () => {
    const used = await stage.use({ 'pull-request': 'true' })

    assert.deepEqual([used.exitCode, used.outputs['pull-request']], [0, ''])
    assert.match(used.log, /belongs to no pull request/)
  })

  test('says what to do about a checkout that is too shallow', async () => {
    const head = { ...stage.event(20).pull_request.head, sha: 'e'.repeat(40) }
    const base = { sha: 'f'.repeat(40), ref: 'nowhere', repo: { full_name: 'acme/app' } }

    const used = await stage.use({ 'pull-request': 'true' }, stage.event(20, { head, base }))

    assert.deepEqual([used.exitCode, used.outputs['pull-request']], [1, 'refused'])
    assert.match(used.log, /fetch-depth: 0/)
  })

  test('takes an address with a slash at its end', async () => {
    const used = await stage.use({ 'pull-request': 'true', url: `${stage.server.url}/` }, stage.event(24))

    assert.deepEqual([used.exitCode, used.outputs['pull-request']], [0, 'passed'], used.log)
  })

  test('says which scope a key lacks', async () => {
    const key = await stage.keyWith('releases:read')

    const used = await stage.use({ 'pull-request': 'true', key }, stage.event(25))

    assert.deepEqual([used.exitCode, used.outputs['pull-request']], [1, 'refused'])
    assert.match(used.log, /Needed: releases:write\./)
  })

  for (const [what, inputs] of [
    ['an address that is none', { url: 'keyhold.example.org' }],
    ['neither a key nor a secret', { key: '' }],
    ['a key that no header can hold', { key: 'kh_a\nX-Evil: 1', 'when-unreachable': 'warn' }],
  ] as const)
    test(`is refused for ${what}, with the cure`, async () => {
      const used = await stage.use({ 'pull-request': 'true', ...inputs }, stage.event(21))

      assert.equal(used.exitCode, 1)
      assert.match(used.log, /^::error title=Keyhold::/m)
    })

  test('has neither the key nor the secret in a word of a command line', async () => {
    const { temporary, shell } = stage.runner
    const spy = join(temporary, 'spy.sh')
    writeFileSync(spy, `curl() { printf '%s\\n' "$*" >> "${temporary}/words"; command curl "$@"; }\n`)

    await stage.use({ 'pull-request': 'true' }, stage.event(24), { BASH_ENV: spy })
    await stage.use({ 'pull-request': 'true', key: '', 'webhook-secret': webhookSecret }, stage.event(24), {
      BASH_ENV: spy,
    })

    const { stdout } = await shell('cat "$RUNNER_TEMP/words"')
    assert.ok(stdout.split('\n').length > 3)
    assert.deepEqual([stdout.includes(stage.key), stdout.includes(webhookSecret)], [false, false])
  })

  test('leaves neither the key nor anything else of itself behind', async () => {
    const used = await stage.use({ 'pull-request': 'true' }, stage.event(22))

    const { stdout } = await stage.runner.shell('ls -d "$RUNNER_TEMP"/keyhold.* 2> /dev/null || true')
    assert.deepEqual([used.log.includes(stage.key), stdout], [false, ''])
  })
})
