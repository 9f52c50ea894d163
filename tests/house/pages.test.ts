import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { entryVariables } from '../../docs/pages/config.ts'
import { madeFiles } from '../../docs/pages/index.ts'
import { statementsOf } from '../../docs/pages/queries.ts'
import { parts } from '../../src/parts.ts'
import { isTest, root, sourceOf, sourcesIn } from './sources.ts'

/** Made from a migrated database; compared where one is at hand. */
const needsDatabase = 'docs/reference/schema.sql'

describe('what is made from other files is up to date (`npm run docs` writes it)', () => {
  for (const [path, make] of Object.entries(madeFiles)) {
    if (path === needsDatabase) continue
    test(path, async () => {
      assert.equal(readFileSync(join(root, path), 'utf8'), await make())
    })
  }
})

describe('the page of the configuration leaves nothing out', () => {
  const read = sourcesIn('src')
    // What CI services say of themselves is no setting of ours.
    .filter(({ path }) => !isTest(path) && !/trial-home|^src\/entry\/cli\/releases\/ci\//.test(path))
    .flatMap(({ spoken }) =>
      [...spoken.matchAll(/\b(?:environment|env)(?:\.|\[')([A-Z][A-Z0-9_]*)\b/g)].map((match) => match[1]!),
    )
  const declared = parts
    .flatMap((part) => Object.values(part.settings?.shape ?? {}))
    .map(({ variable }) => variable)

  test('every variable that is read is declared by a part, or listed for the entries', () => {
    const known = [...declared, ...declared.map((name) => `${name}_FILE`), ...Object.keys(entryVariables)]

    assert.deepEqual(
      read.filter((name) => !known.includes(name)),
      [],
    )
  })

  test('every variable that is listed for the entries is read', () => {
    assert.deepEqual(
      Object.keys(entryVariables).filter((name) => !read.includes(name)),
      [],
    )
  })
})

test('the page of the statements finds each in its function, whole', () => {
  const source = sourceOf(
    'src/parts/vault/store.ts',
    `const one = ({ sql }: World) => sql<{ id: string; inner: Map<string, Row> }>\`select \${a ? \`x\${b}\` : 'y'} from t\`
export async function two(world: World) {
  await world.sql\`
    select 1
      from u\`
  const not = nosql\`select 2\`
  // sql\`select 3\`
}`,
  )

  const found = statementsOf(source).map(({ name, text }) => [name, text])

  assert.deepEqual(found, [
    ['one', "select ${a ? `x${b}` : 'y'} from t"],
    ['two', 'select 1\n  from u'],
  ])
})
