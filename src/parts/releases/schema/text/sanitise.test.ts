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

  for (const [what, secret] of [
    ['an address', 'postgresql://root:Zq7@h/db'],
    ['one with quotes, blanks and slashes', `mongodb+srv://u/x:Zq7' \`Zq7@h`],
    ['one with a long password', `mysql://u:Zq7${'x'.repeat(3000)}@h`],
    ['one of SQL Server', 'sqlserver://h:1433;user=sa;pwd=Zq7'],
    ['settings', 'host=h user=u password = Zq7'],
    ['JSON', `{'password':'Zq7'}`],
    ['a query', 'https://h/?user=u&sslpassword=Zq7'],
    ['a key', `prisma://h/?api_key=${'a'.repeat(3000)}Zq7`],
    ['a page behind a password', 'https://u:Zq7@h/'],
  ] as const) {
    for (const [where, around] of [
      ['above the datasource', (text: string) => `// ${text}\n${datasource('provider = "mysql"')}`],
      ['behind its name', (text: string) => `datasource db { // ${text}\n  provider = "mysql"\n}\n`],
      ['behind its end', (text: string) => `${datasource('provider = "mysql"').trimEnd()} // ${text}\n`],
      ['in a block', (text: string) => `/* a\n${text}\n*/\nmodel A {\n  id Int @id\n}\n`],
      ['in a model', (text: string) => `model A {\n  /// ${text}\n  id Int @id\n}\n`],
      ['in an answer', (text: string) => `// prisma-ignore: D2 ${text}\nmodel A {\n  id Int @id\n}\n`],
      ['in a constant', (text: string) => `model A {\n  id String @id @default("${text}")\n}\n`],
    ] as const)
      test(`X11: ${what} ${where} is gone, and every place stays`, () => {
        const text = around(secret)

        const clean = cleaned(text)

        assert.doesNotMatch(clean, /Zq7/)
        assert.deepEqual([clean.length, clean.split('\n').length], [text.length, text.split('\n').length])
      })
  }

  test('X11: what holds no secret is no secret', () => {
    for (const text of ['https://prisma.io/docs and a@b.c', 'a@b.c', 'pass', 'a token', 'https://h/a:b@c'])
      assert.equal(maskSecrets(text), text)
  })

  test('X6: half a megabyte of colons is looked through once', () => {
    const text = `-- ${'a.'.repeat(20)}a://${':'.repeat(1002)}\n`.repeat(490)
    const before = process.cpuUsage()

    maskSecrets(text)

    const { user, system } = process.cpuUsage(before)
    assert.ok((user + system) / 1e6 < 2, `${user + system} microseconds`)
  })

  test('an answer to a finding stays, and no other comment', () => {
    const text = '// why\nmodel A {\n  id Int @id // prisma-ignore: n1, D2 because\n  /* no */ b Int\n}\n'

    assert.equal(
      cleaned(text),
      '      \nmodel A {\n  id Int @id // prisma-ignore: n1, D2 because\n           b Int\n}\n',
    )
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
