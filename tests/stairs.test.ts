import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { complaintsOf, without } from './house/shorter-house.ts'
import { sourceOf, sourcesIn } from './house/sources.ts'
import { steps } from './house/stairs.ts'

const house = sourcesIn('src')
const built = new Set(house.map(({ path }) => /^src\/parts\/(\w+)\//.exec(path)?.[1]))
const stairs = steps.map((step) => step.filter((part) => built.has(part))).filter((step) => step.length > 0)

describe('a part can be deleted together with all parts above it', { concurrency: 2 }, () => {
  stairs.forEach((_step, index) => {
    const removed = stairs.slice(index).flat()

    test(`without ${removed.join(', ')} the house compiles`, async () => {
      assert.deepEqual(await complaintsOf(without(removed, house)), [])
    })
  })
})

test('what a shorter house loses is the part, its tests, and what above it is there to hold it', () => {
  const planted = [
    sourceOf('src/kit/a.ts', ''),
    sourceOf('src/kit/a.test.ts', ''),
    sourceOf('src/parts/vault/index.ts', ''),
    sourceOf('src/parts/audit/index.ts', ''),
    sourceOf(
      'src/parts.ts',
      "import { audit } from './parts/audit/index.ts'\nimport { vault } from './parts/vault/index.ts'\nexport const parts = [vault, audit]\n",
    ),
    sourceOf('src/app.ts', "import './pipeline/steps.ts'"),
    sourceOf('src/pipeline/steps.ts', "import '../parts/audit/index.ts'"),
    sourceOf('src/entry/a.ts', "import '../parts.ts'"),
  ]

  const left = without(['audit'], planted)

  assert.deepEqual(
    [...left.keys()],
    ['src/kit/a.ts', 'src/parts/vault/index.ts', 'src/parts.ts', 'src/entry/a.ts'],
  )
  assert.equal(
    left.get('src/parts.ts'),
    "import { vault } from './parts/vault/index.ts'\nexport const parts = [vault]\n",
  )
})

test('a house that leans on what was removed does not compile', async () => {
  const leaning = without(
    ['audit'],
    [
      sourceOf(
        'src/parts/vault/index.ts',
        "import { audit } from '../audit/index.ts'\nexport const vault = audit\n",
      ),
    ],
  )

  assert.match((await complaintsOf(leaning)).join(), /TS2307/)
})
