import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { type ListedProvider, mistakeText, readCatalogue } from '../src/parts/connections/providers/index.ts'

const root = join(import.meta.dirname, '..')
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The pages written by hand; those in docs/reference are made, and compared elsewhere. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((path) => path.endsWith('.md') && !path.startsWith(join('docs', 'reference'))),
]

interface Quote {
  path: string
  lines: string[]
}

/** Lines as they are compared: without indentation, without blank ones. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '')

/** Every block that stands under the name of a file. */
const quotesOf = (page: string): Quote[] =>
  [...page.matchAll(/^`([^`\n]+)`\n```\w+\n(.*?)^```$/gms)].map(([, path, quoted]) => ({
    path: path!,
    lines: linesOf(quoted!),
  }))

const isIn = (lines: readonly string[], quoted: readonly string[]): boolean =>
  lines.some((_, start) => quoted.every((line, index) => lines[start + index] === line))

describe('the tour', () => {
  const tour = textOf('docs/tour.md')
  const quotes = quotesOf(tour)

  for (const { path, lines } of quotes) {
    test(`quotes ${path} as it is: ${lines[0]}`, () => {
      assert.ok(isIn(linesOf(textOf(path)), lines), `no longer in ${path}:\n${lines.join('\n')}`)
    })
  }

  test('quotes nothing without its file, and nothing long', () => {
    const blocks = tour.match(/^```\w+$/gm) ?? []

    assert.equal(quotes.length, blocks.length)
    assert.deepEqual(
      quotes.filter(({ lines }) => lines.length < 1 || lines.length > 10),
      [],
    )
  })

  test('notices a line that was changed, and does not mind its indentation', () => {
    const lines = linesOf('  one\n\n    two\n  three')

    assert.deepEqual([isIn(lines, ['two', 'three']), isIn(lines, ['two', 'four'])], [true, false])
  })
})

describe('every page', () => {
  for (const page of pages) {
    test(`${page} leads only to what is there`, () => {
      const text = textOf(page)
      const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
      const ours = links
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => relative(root, join(root, dirname(page), target)))
      const named = [
        ...text.matchAll(/`((?:src|tests|migrations|spec|sandbox|console|docs|bench)\/[\w./-]+)`/g),
      ]

      const all = [...ours, ...named.map(([, path]) => path!)]

      assert.deepEqual(
        all.filter((path) => !existsSync(join(root, path))),
        [],
      )
    })
  }

  test('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = pages.flatMap((page) =>
      [...textOf(page).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!),
    )

    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    )
  })
})

test('the page of the dependencies names each of package.json, with its version', () => {
  const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>
  const all = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind]!),
  )
  const page = textOf('docs/decisions/0002-dependencies.md')

  assert.deepEqual(
    all.filter(([name, version]) => !page.includes(`| \`${name}\` | ${version} |`)).map(([name]) => name),
    [],
  )
})

test('the example of a provider file is read without a mistake, by its own rules', () => {
  const [, text] = /```json\n(\{\n {2}"providers".*?)^```$/ms.exec(textOf('docs/guides/providers.md'))!

  const { providers, mistakes } = readCatalogue({
    userFiles: [{ name: 'providers.json', text: text! }],
    production: true,
  })

  assert.deepEqual(mistakes.map(mistakeText), [])
  const ruleOf = ({ rotation, pkce, discovery }: ListedProvider) => ({ rotation, pkce, discovery })
  assert.deepEqual(
    ['acme', 'company-login'].map((id) => ruleOf(providers.get(id)!)),
    [
      { rotation: 'single_use', pkce: true, discovery: false },
      { rotation: 'family', pkce: true, discovery: true },
    ],
  )
})
