import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { previewFeaturesOf, providerOf, sanitise } from './sanitise.ts'
import { maskSecrets } from './secrets.ts'

const cleaned = (content: string) => sanitise({ path: 'schema.prisma', content }).content
const datasource = (...lines: string[]) =>
  `datasource db {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`

describe('what the engine takes of what people have', () => {
  for (const line of [
    'url = env("DATABASE_URL")',
    'url="postgresql://me:pass@host/db"',
    'directUrl = "postgresql://me:pass@host/db" // here',
    'shadowDatabaseUrl   =   env(\n    "SHADOW"\n  )',
    '// url = "postgresql://me:pass@host/db"',
    '/// url = "host/db?sslpassword=pass"',
  ])
    test(`S9: "${line.split('\n')[0]}" leaves spaces behind`, () => {
      const text = datasource('provider = "postgresql"', line, 'schemas = ["a"]')

      const clean = cleaned(text)

      assert.doesNotMatch(clean, /url\s*=|host|DATABASE_URL|SHADOW|pass/i)
      assert.match(clean, /provider = "postgresql"[\s\S]*schemas = \["a"\]/)
      assert.deepEqual([clean.length, clean.split('\n').length], [text.length, text.split('\n').length])
    })

  test('X11: an address goes from a datasource that is not closed, and from one of a single line', () => {
    const open = cleaned('datasource db {\n  url = "mysql://h/db-of-ours"\n')
    const single = cleaned('datasource db { provider = "mysql" url = "mysql://h/db-of-ours" }')

    assert.doesNotMatch(open + single, /db-of-ours/)
  })

  test('X11: a password in an address is masked wherever it stands', () => {
    const text = 'model A {\n  // see mongodb+srv://root:hunter2@h/db?api_key=abc&x=1\n  id Int @id\n}\n'

    const clean = cleaned(text)

    assert.doesNotMatch(clean, /hunter2|abc/)
    assert.equal(clean.length, text.length)
    assert.equal(maskSecrets('https://prisma.io/docs and a@b.c'), 'https://prisma.io/docs and a@b.c')
  })

  test('a url of a model stays', () => {
    const text = 'model Page {\n  url String\n  directUrl String @default("https://x.y/z")\n}\n'

    assert.equal(cleaned(text), text)
  })

  test('S9: generators go, and their preview features are told apart', () => {
    const text = `generator client {
  provider = "prisma-client-js"
  previewFeatures = [
    "views",
    "metrics"
  ]
}
generator erd {
  provider = "prisma-erd-generator"
  previewFeatures = ["none"]
}
model A {
  id Int @id
}
`

    assert.equal(cleaned(text).trim(), 'model A {\n  id Int @id\n}')
    assert.deepEqual(previewFeaturesOf(text), ['views', 'metrics'])
  })

  test('S9: a view loses its keys and indexes, and a model keeps them', () => {
    const block = (keyword: string) =>
      `${keyword} A {\n  id Int @id\n  b Int @unique @map("x")\n  @@unique([id, b])\n  @@index([b])\n}\n`

    assert.equal(
      cleaned(block('view')).replace(/ +/g, ' '),
      'view A {\n id Int \n b Int @map("x")\n \n \n}\n',
    )
    assert.equal(cleaned(block('model')), block('model'))
  })

  test('X6: a byte order mark and carriage returns go, lines stay', () => {
    assert.equal(cleaned('\uFEFFmodel A {\r\n  id Int @id\r}\r\n'), 'model A {\n  id Int @id\n}\n')
  })

  test('what stands in comments and quotes opens no block', () => {
    const text = '// model X {\n/* enum Y {\n */\nmodel A {\n  id String @id @default("}")\n}\n'

    const { scan } = sanitise({ path: 'a', content: text })

    assert.deepEqual(
      scan.blocks.map(({ keyword, name }) => `${keyword} ${name}`),
      ['model A'],
    )
  })

  test('the provider is the first that a datasource names, and postgres is postgresql', () => {
    const files = ['model A {\n}', datasource('provider = "postgres"')].map((content) =>
      sanitise({ path: 'a', content }),
    )

    assert.equal(providerOf(files), 'postgresql')
    assert.equal(providerOf(files.slice(0, 1)), null)
  })
})
