import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { consoleFiles } from '../../src/entry/node/static-files.ts'
import { root } from '../../tests/house/sources.ts'

const text = readFileSync(join(import.meta.dirname, 'netlify.toml'), 'utf8')
const functions = join(import.meta.dirname, 'functions')
const valueOf = (name: string): string | undefined => new RegExp(`^${name} = "(.*)"$`, 'm').exec(text)?.[1]

describe('netlify.toml', () => {
  test('builds with files that are there, and deploys what they make', () => {
    const built = [...valueOf('command')!.matchAll(/node (\S+)/g)].map(([, path]) => path!)

    assert.deepEqual(
      built.filter((path) => !existsSync(join(root, path))),
      [],
    )
    assert.deepEqual(
      [valueOf('publish'), valueOf('directory')],
      ['console/dist', 'deploy/netlify/dist/functions'],
    )
  })

  test("gives the console's files the headers that a server gives them", () => {
    const page = consoleFiles(join(root, 'console'))(new Request('https://keyhold.example.org/index.html'))!

    for (const name of ['content-security-policy', 'referrer-policy', 'x-content-type-options'])
      assert.equal(valueOf(name), page.headers.get(name), name)
  })

  test('builds with the Node that runs everywhere else', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string }
    }

    assert.equal(`>=${valueOf('NODE_VERSION')}`, engines.node)
  })
})

describe("Netlify's functions", () => {
  const filed = readdirSync(functions).map(
    (name) => [name, readFileSync(join(functions, name), 'utf8')] as const,
  )

  test('are plain files: Netlify reads their configuration without running them, and the build exchanges one import', () => {
    const odd = filed.filter(
      ([name, source]) =>
        !name.endsWith('.mts') ||
        !/^import \{ (answer|runDue) \} from '\.\.\/\.\.\/\.\.\/src\/entry\/netlify\/index\.ts'$/m.test(
          source,
        ) ||
        !/^export default (answer|runDue)$/m.test(source),
    )

    assert.deepEqual(odd, [])
  })

  test('one takes every address that no file has, one runs by the minute, the others go by their names', () => {
    const configured = filed.flatMap(([name, source]) => {
      const config = /^export const config = (.*)$/m.exec(source)?.[1]
      return config === undefined ? [] : [[name, config]]
    })

    assert.deepEqual(configured, [
      ['keyhold-due.mts', "{ schedule: '* * * * *' }"],
      ['keyhold.mts', "{ path: '/*', excludedPath: '/.netlify/*', preferStatic: true }"],
    ])
  })
})
