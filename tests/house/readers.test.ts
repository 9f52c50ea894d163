import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { mentionsOf } from './declared.ts'
import { blindImportsOf, importsOf } from './imports.ts'
import { sampleOf } from './sample.ts'
import { scan } from './scan.ts'
import { type Source, sourceOf } from './sources.ts'
import { climbs, homelessParts, rings, trespasses } from './stairs.ts'
import { idleExceptions, namedProviders, reaches, strayCiphers } from './words.ts'

const at = (path: string, text: string): Source => sourceOf(path, text)
const inKit = (text: string): Source[] => [at('src/kit/planted.ts', text)]

describe('the scanner', () => {
  test('tells code from comments, quotes, templates and regular expressions', () => {
    const text = `const a = 'x' // "y"\nconst b = \`t\${a /* c */}u\` + (4 / 2) / 1\nconst r = /['"\`/]/.test(a)`

    const kinds = scan(text)
      .filter(({ kind }) => kind !== 'code')
      .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)

    assert.deepEqual(kinds, [
      "string 'x'",
      'comment // "y"',
      'template `t${',
      'comment /* c */',
      'template }u`',
      'regex /[\'"`/]/',
    ])
  })

  test('keeps every place where it was', () => {
    const source = at('src/kit/planted.ts', "// one\nconst a = 'two'\n\n/* three\n*/ const b = `\n${a}`\n")

    assert.equal(source.bare.length, source.text.length)
    assert.equal(source.bare.split('\n').length, source.text.split('\n').length)
    assert.ok(
      !source.bare.includes('two') && source.spoken.includes('two') && !source.spoken.includes('three'),
    )
  })
})

describe('the import reader', () => {
  test('finds every form of import', () => {
    const text = `import type { A } from './a.ts'
import {
  b,
} from "./b.ts"
import './c.ts'
export * from '../d.ts'
const e: import('./e.ts').E = await import('./f.ts')
new Worker(new URL('./g.ts', import.meta.url))
// import './not.ts'
const words = "import './nor-this.ts'"`

    const targets = importsOf(at('src/kit/planted.ts', text)).map(({ target }) => target)

    assert.deepEqual(targets.sort(), [
      'src/d.ts',
      ...['a', 'b', 'c', 'e', 'f', 'g'].map((name) => `src/kit/${name}.ts`),
    ])
  })

  test('notices an import that nobody can follow', () => {
    assert.deepEqual(blindImportsOf(inKit("const a = await import(\n  name)\nawait import('./b.ts')")[0]!), [
      'src/kit/planted.ts:1',
    ])
  })
})

describe('the rules of the stairs notice', () => {
  const wrong: [path: string, target: string, says: RegExp][] = [
    ['src/kit/a.ts', '../parts/vault/index.ts', /climbs from kit up to vault/],
    ['src/parts/vault/a.ts', '../audit/index.ts', /climbs from vault up to audit/],
    ['src/parts/vault/a.ts', '../../app.ts', /climbs from vault up to app/],
    ['src/pipeline/a.ts', '../entry/node/start.ts', /climbs from app up to entry/],
    ['src/parts/audit/log/a.ts', '../../vault/secrets.ts', /its door is index\.ts/],
    ['src/app.ts', './parts/vault/keys/index.ts', /its door is index\.ts/],
    ['src/parts/receipts/a.ts', '../releases/index.ts', /stand side by side/],
    ['src/parts/audit/a.ts', '../gadgets/index.ts', /no step of the stairs/],
    ['src/parts/audit/a.ts', '../../../sandbox/index.ts', /leaves the house/],
    ['src/parts/audit/a.ts', '../../../client/asked.ts', /leaves the house/],
    ['src/entry/node/a.ts', '../../../tests/support/world.ts', /leaves the house/],
    ['src/kit/a.test.ts', '../app.ts', /climbs from kit up to app/],
  ]
  for (const [path, target, says] of wrong) {
    test(`${path} importing ${target}`, () => {
      const [objection, ...more] = climbs([at(path, `import '${target}'`)])

      assert.match(objection ?? 'nothing', says)
      assert.deepEqual(more, [])
    })
  }

  test('and let pass what goes down', () => {
    const down: [string, string][] = [
      ['src/parts/audit/log/a.ts', '../../vault/index.ts'],
      ['src/parts/audit/log/a.ts', '../../../kit/id.ts'],
      ['src/parts/audit/log/a.ts', './b.ts'],
      ['src/app.ts', './pipeline/steps.ts'],
      ['src/entry/node/demo.ts', '../../../sandbox/index.ts'],
      ['src/entry/cli/a.ts', '../../../client/asked.ts'],
      ['src/parts/vault/a.test.ts', '../../../tests/support/world.ts'],
      ['src/parts/audit/log/a.test.ts', '../../vault/secrets.ts'],
    ]

    assert.deepEqual(
      down.flatMap(([path, target]) => climbs([at(path, `import '${target}'`)])),
      [],
    )
  })

  test('a part without a step, a ring, and a neighbour inside', () => {
    const ring = [at('src/kit/a.ts', "import './b.ts'"), at('src/kit/b.ts', "import './a.ts'")]

    assert.deepEqual(homelessParts([at('src/parts/gadgets/index.ts', '')]), ['gadgets'])
    assert.deepEqual(rings(ring), ['src/kit/a.ts > src/kit/b.ts > src/kit/a.ts'])
    assert.equal(
      trespasses([at('console/shell/a.tsx', "import { id } from '../../src/kit/id.ts'")]).length,
      1,
    )
  })
})

describe('the world rule notices', () => {
  const touches = [
    'Date.now()',
    'new Date()',
    'new Date',
    'Date()',
    'Math.random()',
    'await fetch(url)',
    'a ? fetch(b) : c',
    'const get = fetch',
    '{ fetch }',
    'setTimeout(run, 1)',
    'setInterval(run, 1)',
    'process.env.HOME',
    'const { env } = process',
    'performance.now()',
    'globalThis.fetch',
    'AbortSignal.timeout(1)',
    'randomUUID()',
    'new WebSocket(url)',
    "import { request } from 'node:https'",
    "import { setTimeout as pause } from 'node:timers/promises'",
    "import pg from 'pg'",
    "import { Redis } from 'ioredis'",
    "import { readFileSync } from 'node:fs'",
    "import { env } from 'node:process'",
  ]
  for (const touch of touches) {
    test(touch, () => {
      assert.notDeepEqual(reaches(inKit(touch)), [])
    })
  }

  test('nothing where there is nothing', () => {
    const innocent = [
      'new Date(0)',
      "new Date('2026')",
      'world.now()',
      'app.fetch(request)',
      'interface App {\n  fetch(request: Request): Promise<Response>\n}',
      'return {\n  async fetch(request, peer = {}) {\n  },\n}',
      '// Date.now()',
      "'setTimeout'",
      '`process.env`',
      'type Wait = { fetch: number }',
      'a.process',
      '{ process: 1 }',
    ]

    assert.deepEqual(
      innocent.flatMap((text) => reaches(inKit(text))),
      [],
    )
    assert.deepEqual(
      reaches([at('src/kit/world.ts', 'Date.now()'), at('src/entry/node/a.ts', 'process.env')]),
      [],
    )
  })
})

describe('other readers notice', () => {
  test('a cipher outside the vault', () => {
    assert.equal(
      strayCiphers([at('src/parts/audit/a.ts', "createCipheriv('aes-256-gcm', key, iv)")]).length,
      1,
    )
    assert.deepEqual(strayCiphers([at('src/parts/vault/a.ts', 'createCipheriv(a, b, c)')]), [])
  })

  test("a provider's name in a word or in quotes, but not in a comment or in its own file", () => {
    const providers = 'src/parts/connections/providers'
    const planted = [
      at('src/app.ts', "const isStravaOwner = 1 // Google's own\nconst url = '/xero'"),
      at(`${providers}/strava.ts`, "const id = 'strava'"),
      at(`${providers}/oauth/grant.ts`, "if (id === 'slack') return"),
    ]

    assert.deepEqual(namedProviders(planted, []), [
      'src/app.ts:1 names Strava',
      'src/app.ts:2 names xero',
      `${providers}/oauth/grant.ts:1 names slack`,
    ])
    assert.deepEqual(namedProviders(planted, [{ path: 'src/app.ts', says: ["'/xero'"], reason: '' }]), [
      'src/app.ts:1 names Strava',
      `${providers}/oauth/grant.ts:1 names slack`,
    ])
    assert.deepEqual(
      idleExceptions(planted, [{ path: 'src/app.ts', says: ["'/xero'", 'fitbit'], reason: '' }]),
      ['src/app.ts fitbit'],
    )
  })

  test('an event by its noun or by its place, and no job, point or declaration', () => {
    const text = `record(world, { action: closed ? 'conection.deleted' : 'key.made' })
tell(world, 'key.used')
world.point('key.point')
job({ name: 'key.sweep' })
defineEvents('access', { 'key.made': { text: 'A key was made.' } })
const file = 'master.pem'`

    const actions = mentionsOf(new Set(['key']), inKit(text)).map(({ action }) => action)

    assert.deepEqual(actions.toSorted(), ['conection.deleted', 'key.made', 'key.used'])
  })

  test('a schema that lets more out than it names', () => {
    const loose = [
      z.looseObject({ id: z.string() }),
      z.object({ inner: z.any() }),
      z.object({ list: z.array(z.union([z.string(), z.looseObject({})])) }),
    ]

    for (const schema of loose) {
      const left = [0, 1].map((choice) => JSON.stringify(schema.parse(sampleOf(schema, choice))))

      assert.ok(
        left.some((text) => text.includes('stowaway')),
        left.join(),
      )
    }
  })
})
