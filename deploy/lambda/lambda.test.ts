import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { entryVariables } from '../../docs/pages/config.ts'
import { oldestNode } from '../../src/entry/cli/node-version.ts'
import { parts } from '../../src/parts.ts'
import { root } from '../../tests/house/sources.ts'

const text = readFileSync(join(import.meta.dirname, 'template.yaml'), 'utf8')
const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!)

describe('the template of AWS Lambda', () => {
  test('names functions that the package has', () => {
    const entry = readFileSync(join(root, 'src/entry/lambda/index.ts'), 'utf8')
    const exported = /^export \{ (.*) \}$/m.exec(entry)![1]!.split(', ')

    const handlers = all(/^\s+Handler: index\.(\w+)$/gm)

    assert.deepEqual(handlers, ['answer', 'runDue'])
    assert.deepEqual(
      handlers.filter((name) => !exported.includes(name)),
      [],
    )
  })

  test('gives settings that there are, and Node what runs everywhere else', () => {
    const ofNode = ['NODE_EXTRA_CA_CERTS']
    const known = [
      ...parts.flatMap((part) => Object.values(part.settings?.shape ?? {})).map(({ variable }) => variable),
      ...Object.keys(entryVariables),
      ...ofNode,
    ]

    const given = all(/^ {8}([A-Z][A-Z0-9_]+): /gm)

    assert.ok(given.length > 5)
    assert.deepEqual(
      given.filter((name) => !known.includes(name)),
      [],
    )
    assert.deepEqual(all(/Runtime: (.*)$/gm), [`nodejs${oldestNode}.x`])
  })

  test('holds no secret, and refers to nothing that it does not name', () => {
    const named = all(/^ {2}(\w+):/gm)
    const referred = [
      ...all(/!(?:Ref|GetAtt) ([A-Za-z]\w*)(?=[.\],\s])/g),
      ...all(/\$\{([A-Za-z]\w*)\}/g),
      ...all(/!If \[(\w+)/g),
      ...all(/^ {8}- (\w+)$/gm),
    ].filter((name) => name !== 'AWS')
    const secrets = all(/^ {8}((?:DATABASE_URL|\w+_KEY): .*)$/gm)

    assert.deepEqual(
      [...new Set(referred)].filter((name) => !named.includes(name)),
      [],
    )
    assert.equal(secrets.length, 3)
    assert.ok(secrets.every((line) => line.includes('{{resolve:secretsmanager:')))
  })
})
