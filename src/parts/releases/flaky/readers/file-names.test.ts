import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { folderName, repositoryFile } from './file-names.ts'

const app = { repository: 'acme/app' }

describe('F3: a file has one name on every machine', () => {
  const machines = [
    'src/a.test.ts',
    './src/a.test.ts',
    'src/../src/./a.test.ts',
    'src//a.test.ts',
    'src\\a.test.ts',
    '/home/runner/work/app/app/src/a.test.ts',
    '/home/runner/work/other/other/src/a.test.ts',
    'file:///home/runner/work/app/app/src/a.test.ts?v=1#x',
    '/Users/runner/work/app/app/src/a.test.ts',
    '/__w/app/app/src/a.test.ts',
    '/github/workspace/src/a.test.ts',
    'D:\\a\\app\\app\\src\\a.test.ts',
    'D:\\a\\1\\s\\src\\a.test.ts',
    'file:///D:/a/app/app/src/a.test.ts',
    '/home/vsts/work/1/s/src/a.test.ts',
    '/builds/acme/app/src/a.test.ts',
    '/builds/acme/group/app/src/a.test.ts',
    '/builds/acme/fork/src/a.test.ts',
    '/home/circleci/project/src/a.test.ts',
    '/bitrise/src/src/a.test.ts',
    '/drone/src/src/a.test.ts',
    '/opt/atlassian/pipelines/agent/build/src/a.test.ts',
    '/codebuild/output/src123/src/github.test/acme/app/src/a.test.ts',
    '/var/lib/buildkite-agent/builds/agent-1/acme/app/src/a.test.ts',
    '/var/lib/jenkins/workspace/nightly/src/a.test.ts',
    '/var/jenkins_home/workspace/App/src/a.test.ts',
    '/workspaces/app/src/a.test.ts',
    '/workspace/src/a.test.ts',
    '/app/src/a.test.ts',
    '/usr/src/app/src/a.test.ts',
    '/home/bob/code/app/src/a.test.ts',
    'C:\\Users\\Bob\\code\\App\\src\\a.test.ts',
  ]
  for (const file of machines)
    test(`F3: ${file}`, () => {
      assert.equal(repositoryFile(file, app), 'src/a.test.ts')
    })

  test('F2: what a file URL escapes is as clean as the rest', () => {
    const file = repositoryFile('file:///app/src/a%00b%0a%1b[31mc.ts', app)

    assert.equal(file, 'src/a b c.ts')
  })

  test('F3: the folder that the sender names goes before all guesses', () => {
    const file = repositoryFile('/srv/checkouts/7/app/src/a.test.ts', { ...app, root: '/srv/checkouts/7' })

    assert.equal(file, 'app/src/a.test.ts')
  })

  test('F3: a folder that only begins like the named one is not it', () => {
    const file = repositoryFile('/srv/one-more/src/a.test.ts', { ...app, root: '/srv/one' })

    assert.equal(file, 'srv/one-more/src/a.test.ts')
  })

  test('F3: a package that is called like the repository stays in the name', () => {
    assert.equal(
      repositoryFile('/home/runner/work/app/app/packages/app/a.test.ts', app),
      'packages/app/a.test.ts',
    )
    assert.equal(repositoryFile('/home/bob/app/packages/app/a.test.ts', app), 'packages/app/a.test.ts')
  })

  test("F3: relative files lie below the folder that the report names, where the checkout's is known", () => {
    const below = repositoryFile('sums.spec.ts', app, '/home/runner/work/app/app/e2e')
    const unknown = repositoryFile('sums.spec.ts', app, '/srv/e2e')
    const absolute = repositoryFile(
      '/home/runner/work/app/app/src/a.test.ts',
      app,
      '/home/runner/work/app/app/e2e',
    )

    assert.deepEqual([below, unknown, absolute], ['e2e/sums.spec.ts', 'sums.spec.ts', 'src/a.test.ts'])
  })

  test('F3: relative files stand below the folder that the sender names, from the top of the checkout', () => {
    const below = { ...app, folder: 'services/a' }

    const files = [
      'tests/test_pay.py',
      './tests/test_pay.py',
      '../common/test_pay.py',
      'services/a/tests/test_pay.py',
      '/home/runner/work/app/app/services/b/tests/test_pay.py',
    ].map((file) => repositoryFile(file, below))
    const told = repositoryFile('test_pay.py', below, '/home/runner/work/app/app/services/b')
    const atTop = repositoryFile('tests/test_pay.py', below, '/home/runner/work/app/app')

    assert.deepEqual(files, [
      'services/a/tests/test_pay.py',
      'services/a/tests/test_pay.py',
      'services/common/test_pay.py',
      'services/a/tests/test_pay.py',
      'services/b/tests/test_pay.py',
    ])
    assert.deepEqual([told, atTop], ['services/b/test_pay.py', 'tests/test_pay.py'])
  })

  test('F3: a folder has one name, however it is written', () => {
    const names = ['services/a', './services//a/', 'services\\a', '.', ''].map(folderName)

    assert.deepEqual(names, ['services/a', 'services/a', 'services/a', '', ''])
  })

  test('an absolute name that tells nothing keeps all but its drive', () => {
    assert.equal(repositoryFile('/srv/x/a.test.ts', app), 'srv/x/a.test.ts')
    assert.equal(repositoryFile('E:/x/a.test.ts', app), 'x/a.test.ts')
  })

  test('a file outside of the folder stays outside', () => {
    assert.equal(repositoryFile('../common/a.test.ts', app), '../common/a.test.ts')
  })

  test('what is no URL after all, or breaks its escapes, is taken as it stands', () => {
    assert.equal(repositoryFile('file:///srv/100%.ts', app), 'srv/100%.ts')
    assert.equal(repositoryFile('src/100%25.ts', app), 'src/100%25.ts')
  })

  test('a name that was made is made the same again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...machines), fc.string(), (file, end) => {
        const once = repositoryFile(`${file}${end}`, app)
        return repositoryFile(once, app) === once
      }),
    )
  })
})
