import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { liveTextOf } from '../../markdown.fixture.ts'
import { rules } from '../findings/rule.ts'
import { diffOf, model } from '../report/diff.fixture.ts'
import { annotationsOf } from './annotations.ts'
import { markdownOf } from './markdown.ts'
import { sarifOf } from './sarif.ts'
import { exitLevel, isAtLeast } from './words.ts'

const change = () =>
  diffOf(
    model('Post', 'name String?', 'age Int') + model('Old'),
    `// prisma-ignore: D1 copied, see #12 @team\n\n${model('Post', 'title String?', 'age Int?')}`,
  )

interface Sarif {
  version: string
  runs: {
    tool: { driver: { name: string; rules: { id: string; help: { text: string } }[] } }
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      message: { text: string }
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[]
      relatedLocations?: { physicalLocation: { region: { startLine: number } } }[]
      partialFingerprints: Record<string, string>
      suppressions?: { kind: string; justification: string }[]
    }[]
  }[]
}

test('what counts for a little is not told as nothing', async () => {
  const fields = ['a', 'b', 'c', 'd', 'e']
  const report = await diffOf(
    model('Post', ...fields.map((name) => `${name} Int @default(1)`)),
    model('Post', ...fields.map((name) => `${name} Int @default(2)`)),
  )

  const severities = [...markdownOf(report).matchAll(/^\| (\d+) \|/gm)].map(([, severity]) =>
    Number(severity),
  )
  assert.ok(report.findings.at(-1)!.severity < 0.5)
  assert.deepEqual(severities, [20, 6, 2, 1, 1, 1])
})

test('a view that gains a column is told in a note, as no SQL is written for it', async () => {
  const view = (...lines: string[]) =>
    `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["views"]\n}\nview Seen {\n  id Int @unique\n${lines.map((line) => `  ${line}\n`).join('')}}\n`

  const changed = await diffOf(view(), view('at Int'))
  const same = await diffOf(view('at Int'), view('at Int'))

  assert.match(changed.notes.join(), /A view comes, goes or changes/)
  assert.deepEqual(same.notes, [])
})

describe('SARIF', () => {
  test('X8: has a result for each finding, at the line of the schema, with its rule', async () => {
    const report = await change()

    const { version, runs } = sarifOf(report, { name: 'keyhold', version: '1.0.0' }) as Sarif

    const [{ tool, results }] = runs as [Sarif['runs'][number]]
    const rename = results.find(({ ruleId }) => ruleId === 'D3')!
    assert.deepEqual(
      [version, runs.length, tool.driver.rules.length],
      ['2.1.0', 1, Object.keys(rules).length],
    )
    assert.equal(results.length, report.findings.length + report.ignored.length)
    for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]!.id, ruleId)
    assert.deepEqual(rename.locations[0]!.physicalLocation, {
      artifactLocation: { uri: 'schema.prisma' },
      region: { startLine: 9 },
    })
    assert.deepEqual(rename.partialFingerprints, { 'keyholdFinding/v1': 'D3 Post.name title' })
    assert.match(rename.message.text, /RENAME COLUMN/)
    assert.equal(rename.relatedLocations![0]!.physicalLocation.region.startLine, 7)
  })

  test('X8: what the author answered is suppressed, with the reason', async () => {
    const { runs } = sarifOf(await change(), { name: 'keyhold', version: '1.0.0' }) as Sarif

    const [answered] = runs[0]!.results.filter(({ suppressions }) => suppressions !== undefined)
    assert.deepEqual(
      [answered!.ruleId, answered!.suppressions],
      ['D1', [{ kind: 'inSource', justification: 'copied, see #12 @team' }]],
    )
  })
})

describe('links in SARIF', () => {
  test('a message has none', async () => {
    const report = await change()
    const finding = { ...report.findings[0]!, message: 'see [x](https://e.vil) \\[y](1)', sql: null }

    const { runs } = sarifOf({ ...report, findings: [finding] }, { name: 'k', version: '1.0.0' }) as Sarif

    const [line] = runs[0]!.results[0]!.message.text.split('\n')
    assert.equal(line, 'see \\[x\\](https://e.vil) \\\\\\[y\\](1)')
  })
})

describe('Markdown', () => {
  test('tells the level, each finding with its place and cure, and the SQL', async () => {
    const text = markdownOf(await change())

    assert.match(text, /^### Schema change: critical \(\d+(\.\d)? of 100\)/)
    assert.match(text, /\| 85 \| D3 \| ` schema\.prisma:9 ` \(before: ` schema\.prisma:7 `\) \|/)
    assert.match(text, /```sql\nALTER TABLE "Post" RENAME COLUMN/)
  })

  test('X8: tells of each answered finding what it is about, where the comment stands, and why', async () => {
    const text = markdownOf(await change())

    assert.match(
      text,
      /Answered by comments:\n\n- ` D1 Old ` at ` schema\.prisma:5 `: ` copied, see #12 @team `$/,
    )
  })

  test('has the SQL of each finding that has some, and says how many are too long to stand there', async () => {
    const report = await diffOf(
      model('Post', 'n Int?'),
      model('Post', 'n Int', 'slug String', '@@index([n])'),
    )
    const [long, ...rest] = report.findings

    const texts = [report, { ...report, findings: [{ ...long!, sql: 'x'.repeat(20_001) }, ...rest] }].map(
      (each) => markdownOf(each),
    )

    const scripts = texts.map((text) =>
      [...text.matchAll(/<summary>SQL for <code>(\w\d)/g)].map(([, rule]) => rule),
    )
    assert.deepEqual(scripts, [['N1', 'N2', 'L1', 'L4'], []])
    assert.match(texts[1]!, /The SQL for 4 more of them is too long to stand here\./)
  })

  test('says it when there is nothing', async () => {
    const text = markdownOf(await diffOf(model('Post'), model('Post')))

    assert.match(text, /low \(0 of 100\)\n\nNothing to object to\./)
  })

  for (const evil of [
    '<img src=x onerror=1> <b>',
    '@everyone @org/team',
    '[click](https://e.vil) ![p](https://e.vil/p.png) <https://e.vil>',
    'www.e.vil and https://e.vil and me@e.vil',
    '`[x](https://e.vil)` ``` **b** # h',
    'a | b \\| `c` | d',
    'x\n\n# heading\n- [ ] task\n</details>',
  ])
    test(`P10: nothing that may be out of a schema is live: ${JSON.stringify(evil)}`, async () => {
      const report = await change()
      const told = (text: string) =>
        markdownOf({
          ...report,
          findings: [
            {
              ...report.findings[0]!,
              id: `D3 ${text}`,
              message: text,
              place: { file: `prisma/${text}.prisma`, line: 1 },
              sql: text,
            },
          ],
          ignored: [
            {
              ...report.findings[0]!,
              id: `D1 ${text}`,
              reason: text,
              answeredAt: { file: text, line: 1 },
            },
          ],
          migration: { path: text, reachesTarget: false, missing: [], extra: [] },
          notes: [text],
        })
      // A line of HTML is no Markdown: there only a tag would be live.
      const summary = /<details><summary>SQL for <code>[^<]*<\/code><\/summary>/

      const [live, plain] = [told(evil), told('x')].map((text) => {
        assert.match(text, summary)
        return liveTextOf(text.replace(summary, '')).replace(/^sql\n/gm, '')
      })

      assert.equal(live, plain)
    })

  test('a name with bars stays in its cell', async () => {
    const report = await change()
    const finding = { ...report.findings[0]!, message: 'a|b\\|c', place: { file: 'd|e', line: 1 } }

    const text = markdownOf({ ...report, findings: [finding] })

    const row = text.split('\n').find((line) => line.startsWith('| 85 |'))!
    assert.equal(row.split('|').length, 7)
  })
})

describe('annotations of a CI’s runner', () => {
  test('X10: stand at the line of the schema', async () => {
    const lines = annotationsOf(await change()).split('\n')

    assert.match(lines[0]!, /^::error file=schema\.prisma,line=9,title=D3%3A A column seems renamed/)
    assert.equal(lines.at(-1), '')
  })

  test('X10: tell where what is lost stood, and the SQL', async () => {
    const [rename] = annotationsOf(await change()).split('\n')

    assert.match(
      rename!,
      /%0AIt stood at schema\.prisma:7\.%0AALTER TABLE "Post" RENAME COLUMN "name" TO "title";$/,
    )
  })

  test('X10: begin with a warning where the migration does not lead to the schema', async () => {
    const path = 'a\n::error::b.sql'
    const missing = ['ALTER TABLE "A"', 'b', 'c', 'd', 'e', 'f']

    const text = annotationsOf({
      findings: [],
      migration: { path, reachesTarget: false, missing, extra: [] },
    })
    const none = annotationsOf({
      findings: [],
      migration: { path, reachesTarget: true, missing: [], extra: [] },
    })

    assert.equal(text.split('\n').length, 2)
    assert.match(
      text,
      /^::warning title=[^:,]+::a%0A::error::b\.sql does not lead .*ALTER TABLE "A"%0A.*…and 1 more\n$/,
    )
    assert.equal(none, '')
  })

  test('X10: nothing of a schema begins a command of its own', async () => {
    const report = await change()
    const finding = {
      ...report.findings[0]!,
      message: 'x\n::add-mask::y\r%0A',
      place: { file: 'a,line=9::b\n', line: 1 },
    }

    const text = annotationsOf({ findings: [finding], migration: null })

    assert.equal(text.split('\n').length, 2)
    assert.match(text, /file=a%2Cline=9%3A%3Ab%0A,line=1,/)
    assert.match(text, /x%0A::add-mask::y%0D%250A/)
  })
})

describe('X10: the exit of the command line', () => {
  test('X10: fails from the level on that it is told, else from high on', () => {
    assert.deepEqual(
      (['low', 'medium', 'high', 'critical'] as const).map((level) => [
        exitLevel(level),
        exitLevel(level, 'low'),
        exitLevel(level, 'never'),
      ]),
      [
        [0, 1, 0],
        [0, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
      ],
    )
    assert.deepEqual([isAtLeast('high', 'critical'), isAtLeast('critical', 'high')], [false, true])
  })
})
