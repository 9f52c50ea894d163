import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FileFact } from '../facts/file-fact.ts'
import { historyFindings } from './in-history.ts'
import { findingsIn } from './in-files.ts'
import { neighbourFindings } from './neighbours.ts'
import { ownerFindings, ownershipOf } from './owners.ts'
import { policyOf, policyShape } from './policy.ts'

const file = (path: string, additions = 10, more: Partial<FileFact> = {}): FileFact => ({
  path,
  previousPath: null,
  status: 'changed',
  additions,
  deletions: 0,
  isBinary: false,
  isGenerated: null,
  ...more,
})
const policy = policyShape.parse({})
const areasOf = (...paths: string[]) =>
  findingsIn(
    paths.map((path) => file(path, 1)),
    policy,
  ).flatMap(({ id, area }) => (id === 'sensitive-path' ? [area] : []))

describe('P8: a sensitive path', () => {
  for (const [path, area] of [
    ['src/auth/login.ts', 'authentication'],
    ['app/models/user_session.rb', 'authentication'],
    ['lib/crypto/aes.go', 'cryptography'],
    ['config/secrets.yml', 'secrets'],
    ['deploy/.env.production', 'secrets'],
    ['db/migrations/0001_init.sql', 'migrations'],
    ['.github/workflows/ci.yml', 'ci'],
    ['.gitlab-ci.yml', 'ci'],
    ['package-lock.json', 'dependencies'],
    ['images/Dockerfile.worker', 'containers'],
    ['src/hooks/useAuth.ts', 'authentication'],
    ['src/oauth2/callback.ts', 'authentication'],
    ['src/security/headers.ts', 'authentication'],
    ['src/jwt.ts', 'authentication'],
    ['src/tokens/refresh.ts', 'authentication'],
    ['src/session/store.ts', 'authentication'],
    ['src/PasswordReset.java', 'authentication'],
    ['src/AuthService.java', 'authentication'],
    ['src/code-signing.ts', 'cryptography'],
    ['src/node-crypto.ts', 'cryptography'],
    ['id_rsa', 'secrets'],
    ['.ssh/id_ed25519', 'secrets'],
    ['deploy/release.jks', 'secrets'],
    ['certs/server.pem', 'secrets'],
    ['gcp-service-account.json', 'secrets'],
    ['db/migration/V1__init.sql', 'migrations'],
    ['alembic/versions/1.py', 'migrations'],
    ['drizzle/0001_x.sql', 'migrations'],
    ['.travis.yml', 'ci'],
    ['.drone.yml', 'ci'],
    ['.github/CODEOWNERS', 'reviews'],
    ['deno.lock', 'dependencies'],
    ['mix.lock', 'dependencies'],
    ['ios/Podfile.lock', 'dependencies'],
    ['flake.lock', 'dependencies'],
    ['infra/main.tf', 'containers'],
    ['Containerfile', 'containers'],
  ] as const)
    test(`P8: ${path} is of ${area}`, () => {
      assert.ok(areasOf(path).includes(area), areasOf(path).join())
    })

  for (const path of [
    'src/views/list.ts',
    'docs/keyboard.md',
    'README.md',
    'src/gitignore.ts',
    'src/models/author.ts',
    'src/components/AuthorCard.tsx',
    'blog/authoring.md',
    'src/designing.ts',
    'src/assigning.ts',
    'src/secretary.ts',
    'training/sessions/a.md',
    'src/cryptocurrency/price.ts',
  ])
    test(`P8: ${path} is none`, () => {
      assert.deepEqual(areasOf(path), [])
    })

  test('P8: is one that a file was moved away from, too', () => {
    const found = findingsIn([file('src/list.ts', 0, { previousPath: 'src/auth/list.ts' })], policy)

    assert.deepEqual(found[0]?.paths, ['src/auth/list.ts'])
  })

  test('P8: is what the repository says where it says so', () => {
    const own = policyOf({ pullRequests: { sensitive: { payments: ['billing/**'] } } })

    const found = findingsIn([file('src/auth/login.ts', 1), file('billing/pay.ts', 1)], own)

    assert.deepEqual(
      found.map(({ area, paths }) => [area, paths]),
      [['payments', ['billing/pay.ts']]],
    )
  })
})

describe('P8: code without tests', () => {
  const missed = (...files: FileFact[]) =>
    findingsIn(files, policy).filter(({ id }) => id === 'code-without-tests').length

  test('P8: is a change of 30 lines of code and more with less than a tenth of tests', () => {
    assert.equal(missed(file('src/a.ts', 100)), 1)
    assert.equal(missed(file('src/a.ts', 100), file('src/a.test.ts', 9)), 1)
    assert.equal(missed(file('src/a.ts', 100), file('src/a.test.ts', 10)), 0)
    assert.equal(missed(file('src/a.ts', 29)), 0)
  })

  test('P8: is none of documents, of what nobody wrote, or of lines that go', () => {
    assert.equal(missed(file('docs/a.md', 500)), 0)
    assert.equal(missed(file('dist/a.js', 500)), 0)
    assert.equal(missed(file('src/a.ts', 0, { deletions: 500 })), 0)
  })
})

describe('P8: a change of the schema', () => {
  test('P8: points at the schema check', () => {
    const found = findingsIn([file('prisma/schema.prisma', 1)], policy)

    assert.ok(found.some(({ id, paths }) => id === 'schema-change' && paths[0] === 'prisma/schema.prisma'))
  })
})

describe('P8: CODEOWNERS', () => {
  const owners = ['* @all', '/docs/ @writers', '*.sql', 'apps/web @web # comment', '/lib/* @lib', ''].join(
    '\n',
  )
  const unowned = (text: string, ...paths: string[]) =>
    ownershipOf(
      text,
      paths.map((path) => file(path)),
    ).unowned

  test('P8: names who owns a file by its last line that fits, and nobody where that line has no owner', () => {
    assert.deepEqual(unowned(owners, 'src/a.ts', 'db/a.sql', 'docs/a.sql', 'apps/web/x/y.ts'), [
      'db/a.sql',
      'docs/a.sql',
    ])
  })

  test('P8: fits as .gitignore does', () => {
    const fits = (pattern: string, path: string) => unowned(`${pattern} @team`, path).length === 0

    assert.deepEqual(
      [
        fits('/lib/*', 'lib/a.ts'),
        fits('/lib/*', 'lib/deep/a.ts'),
        fits('docs/', 'web/docs/a/b.md'),
        fits('/docs/', 'web/docs/a.md'),
        fits('*.js', 'a/b/c.js'),
        fits('a/**/z.ts', 'a/b/c/z.ts'),
      ],
      [true, false, true, false, true, true],
    )
  })

  test('P8: that is not there is told, and of one that was not looked for nothing is', () => {
    const ids = (text: string | null | undefined) =>
      ownerFindings(text === undefined ? null : ownershipOf(text, [file('a.ts')])).map(({ id }) => id)

    assert.deepEqual(
      [ids(null), ids('* @all'), ids('b @b'), ids(undefined)],
      [['codeowners-missing'], [], ['unowned-files'], []],
    )
  })

  test('P8: of many long rules and paths is looked at as far as its budget goes, and says so', () => {
    const text = Array.from({ length: 500 }, (_, n) => `*${'*a'.repeat(90)}*b${n} @x`).join('\n')
    const files = Array.from({ length: 1000 }, (_, n) => file(`${'a'.repeat(4000)}${n}`))
    const before = process.cpuUsage()

    const ownership = ownershipOf(text, files)

    assert.ok(process.cpuUsage(before).user < 10_000_000)
    const ids = ownerFindings(ownership).map(({ id }) => id)
    assert.ok(ids.includes('looked-at-in-part'), ids.join())
    assert.ok(ownership.unownedCount < 1000)
  })

  test('P8: of 5,000 rules about folders is looked at whole for 10,000 files', () => {
    const text = Array.from({ length: 5000 }, (_, n) => `/packages/pkg-${n}/** @team`).join('\n')
    const files = Array.from({ length: 10_000 }, (_, n) => file(`packages/Pkg-${n}/src/parts/index.ts`))

    const { isInPart, unownedCount } = ownershipOf(text, files)

    assert.deepEqual([isInPart, unownedCount], [false, 5000])
  })

  test('P8: names by its last line whatever folders the lines are about', () => {
    const text = [
      '/a/b/c/d/ @x',
      '/a/b/',
      '*.md @docs',
      '/a/b/c',
      '/A/b/c/e @x',
      'x/{a,b}/ @x',
      '/x/a/no',
    ].join('\n')

    assert.deepEqual(
      unowned(text, 'a/b/c/d/f', 'a/b/y.md', 'a/b/c', 'a/b/c/e/f', 'a/b/z', 'x/a/y', 'x/a/no', 'a/b/c/y.md'),
      ['a/b/c/d/f', 'a/b/c', 'a/b/z', 'x/a/no', 'a/b/c/y.md'],
    )
  })

  test('P8: of a pattern that is none, the line counts for nothing', () => {
    assert.deepEqual(unowned('* @all\n{{{ @nobody', 'a.ts'), [])
  })
})

describe('P8: what others know', () => {
  test('P8: is told of flaky tests, of a schema diff from high on, and of journeys that failed', () => {
    const found = neighbourFindings({
      flakyTests: [{ id: '1', name: 'signs in', path: 'a.test.ts', verdict: 'flaky' }],
      schemaDiff: { id: '2', level: 'high', score: 60, findings: 3 },
      journeys: [
        { id: '3', name: 'register', status: 'failed' },
        { id: '4', name: 'login', status: 'passed' },
      ],
    })

    assert.deepEqual(
      found.map(({ id, count }) => [id, count]),
      [
        ['flaky-tests-touched', 1],
        ['schema-risk', 3],
        ['journey-failed', 1],
      ],
    )
  })

  test('P8: is nothing where there is nothing', () => {
    const found = neighbourFindings({
      flakyTests: [],
      schemaDiff: { id: '2', level: 'medium', score: 30, findings: 1 },
      journeys: [],
    })

    assert.deepEqual(found, [])
  })

  test('P8: from earlier changes is what was mended twice, and what usually came along', () => {
    const found = historyFindings({
      broken: [
        { path: 'a.ts', times: 2 },
        { path: 'b.ts', times: 1 },
      ],
      missing: [{ path: 'c.ts', with: 'a.ts', times: 7, of: 8 }],
    })

    assert.deepEqual(
      found.map(({ id, paths }) => [id, paths]),
      [
        ['often-broken', ['a.ts']],
        ['usually-together', ['c.ts']],
      ],
    )
  })
})

describe('the policy of a repository', () => {
  for (const [what, given] of Object.entries({
    'a pattern that is none': { sensitive: { a: ['{a'] } },
    'a member that is none': { colour: 'red' },
    'a level above 1': { levels: { medium: 0.2, high: 2 } },
    'a finding that is none': { blocking: { findings: ['weather'] } },
  }))
    test(`refuses ${what}`, () => {
      assert.equal(policyShape.safeParse(given).success, false)
    })

  test('is the usual one where an older version wrote what nobody knows any more', () => {
    assert.deepEqual(policyOf({ pullRequests: { gone: true } }), policy)
  })

  test('P5: is looked at whole for 10,000 files', () => {
    const files = Array.from({ length: 10_000 }, (_, n) =>
      file(`src/parts/deep/folder-${n % 99}/some-longer-name-of-a-file-${n}.ts`),
    )

    const found = findingsIn(files, policy)

    assert.deepEqual(
      found.map(({ id }) => id),
      ['code-without-tests'],
    )
  })

  test('P8: of many patterns is looked at as far as its budget goes, and says so', () => {
    const letters = 'bcdefghijklmnopqrstuvwxyz'.split('').join(',')
    const sensitive = { a: Array.from({ length: 50 }, () => `*${'*a'.repeat(60)}{${letters}}z`) }
    const files = Array.from({ length: 10_000 }, (_, n) => file('a'.repeat(700) + n))
    const before = process.cpuUsage()

    const found = findingsIn(files, policyShape.parse({ sensitive }))

    assert.ok(process.cpuUsage(before).user < 10_000_000)
    assert.ok(found.some(({ id }) => id === 'looked-at-in-part'))
  })
})
