import { median, quantile } from './figures.ts'
import type { Finding } from './finding.ts'
import type { ServerChild } from './reads.ts'
import { type CiClient, ciClientOf } from './releases.ts'
import type { Stage } from './stage.ts'

export interface SchemasPlan {
  /** Diffs of each of the callers that ask at once. */
  diffs: number
}

const callers = 4
const linesOfSchema = 2000
const wantedDiffMilliseconds = 400
const wantedHostileMilliseconds = 2000

/** Of one request and of the friendly one right after it, milliseconds. */
interface Hostile {
  what: string
  status: number
  milliseconds: number
  nextMilliseconds: number
}

/**
 * What a CI waits for a schema diff: schemas of 2,000 lines by four callers at once (X7), and hostile texts, each with an
 * ordinary diff after it, which must be answered as ever (X6). By HTTP, at one server process.
 */
export async function measureSchemas(stage: Stage, server: ServerChild, plan: SchemasPlan): Promise<Finding> {
  const client = await ciClientOf(stage, server)
  const base = schemaOf('name')
  const milliseconds: number[] = []
  // The first round warms up, both workers.
  for (let round = -3; round < plan.diffs; round++) {
    const target = schemaOf(`title${round + 3}`)
    const times = await Promise.all(Array.from({ length: callers }, () => timedDiff(client, base, target)))
    if (round >= 0) milliseconds.push(...times)
  }
  return findingOf(plan, milliseconds, await hostilesOf(client))
}

/** Models that belong to each other, as many as make 2,000 lines; some fields of them have the given name. */
function schemaOf(field: string): string {
  const head = 'datasource db {\n  provider = "postgresql"\n}\n\nenum State {\n  NEW\n  DONE\n}\n'
  const linesOfModel = 13
  const models = Array.from({ length: Math.floor((linesOfSchema - 8) / linesOfModel) }, (_, index) => {
    const before = index === 0 ? 'Int?' : `Int`
    return [
      '',
      `model Thing${index} {`,
      '  id Int @id @default(autoincrement())',
      `  ${index % 20 === 0 ? field : 'name'} String? @db.VarChar(200)`,
      '  createdAt DateTime @default(now())',
      '  state State @default(NEW)',
      '  amount Decimal @default(0)',
      '  note String? /// what is said of it',
      `  ownerId ${before}`,
      `  owner Thing0${index === 0 ? '?' : ''} @relation("of${index}", fields: [ownerId], references: [id])`,
      index === 0 ? ownedBy() : '  tags String[]',
      '  @@index([state, createdAt])',
      '}',
    ].join('\n')
  })
  return `${head}${models.join('\n')}\n`
}

const ownedBy = (): string =>
  Array.from(
    { length: Math.floor((linesOfSchema - 8) / 13) },
    (_, index) => `  owned${index} Thing${index}[] @relation("of${index}")`,
  ).join('\n')

async function timedDiff(client: CiClient, base: string, target: string): Promise<number> {
  const { status, milliseconds, text } = await diff(client, base, target)
  if (status !== 200) throw new Error(`a diff was answered ${status}: ${text.slice(0, 500)}`)
  return milliseconds
}

async function diff({ url, key }: CiClient, baseSchema: string, targetSchema: string, migration?: string) {
  const body = JSON.stringify({ baseSchema, targetSchema, migration })
  const startedAt = performance.now()
  const response = await fetch(`${url}/internal/schema/diff`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body,
  })
  const text = await response.text()
  return { status: response.status, milliseconds: performance.now() - startedAt, text }
}

async function hostilesOf(client: CiClient): Promise<Hostile[]> {
  const small = 'model A {\n  id Int @id\n}\n'
  const within = (text: string) => `model A {\n  id Int @id\n  x Int @default(${text})\n}\n`
  const texts: Record<string, string> = {
    '20,000 brackets': within('['.repeat(20_000)),
    '20,000 brackets, closed again': within('['.repeat(20_000) + ']'.repeat(20_000)),
    'NUL bytes': '\0'.repeat(100_000),
    '2 MB': small.repeat(90_000),
    nothing: '',
    'half a megabyte of quotes': '"'.repeat(500_000),
    'half a megabyte of comments': '// x\n'.repeat(100_000) + small,
    'carriage returns and a byte order mark': `\uFEFF${schemaOf('name').replaceAll('\n', '\r\n')}`,
    '8,000 indexes on fields that are missing': `model A {\n  id Int @id\n${Array.from({ length: 8000 }, (_, index) => `  @@index([missing${index}])`).join('\n')}\n}\n`,
    '20,000 models': Array.from({ length: 20_000 }, (_, index) => `model M${index} {\n  id Int @id\n}`).join(
      '\n',
    ),
  }
  const migrations: Record<string, string> = {
    '11,000 changed rows': `UPDATE "A" SET "id" = 2 WHERE "id" = 1;\n`.repeat(11_000),
    '11,000 columns that are overwritten': `UPDATE "A" SET "id" = 2;\n`.repeat(11_000),
    '18,000 views that take what hangs on them along': 'DROP VIEW v CASCADE;\n'.repeat(18_000),
    '10,000 changed columns': `ALTER TABLE "A" ALTER COLUMN "id" SET NOT NULL;\n`.repeat(10_000),
  }
  const asked: (readonly [what: string, target: string, migration?: string])[] = [
    ...Object.entries(texts),
    ...Object.entries(migrations).map(([what, text]) => [what, small, text] as const),
  ]
  const hostiles: Hostile[] = []
  for (const [what, ...sent] of asked)
    for (let round = 0; round < 3; round++) {
      const { status, milliseconds } = await diff(client, small, ...sent)
      if (status >= 500 && status !== 503) throw new Error(`${what} was answered ${status}`)
      hostiles.push({ what, status, milliseconds, nextMilliseconds: await timedDiff(client, small, small) })
    }
  return hostiles
}

function findingOf(plan: SchemasPlan, diffs: number[], hostiles: Hostile[]): Finding {
  const sorted = diffs.toSorted((a, b) => a - b)
  const p95 = quantile(sorted, 0.95)
  const slowest = hostiles.toSorted((a, b) => b.milliseconds - a.milliseconds)[0]!
  const next = Math.max(...hostiles.map(({ nextMilliseconds }) => nextMilliseconds))
  const whole = (milliseconds: number) => milliseconds.toFixed(0)
  return {
    title: `schema diffs: ${linesOfSchema} lines, ${callers} callers at once, ${plan.diffs} times`,
    figures: { plan, diffs, hostiles },
    lines: [
      `diffs: median ${whole(median(diffs))} ms, p95 ${whole(p95)} ms, worst ${whole(sorted.at(-1)!)} ms`,
      `hostile texts (${hostiles.length}): slowest ${whole(slowest.milliseconds)} ms (${slowest.what}, answered ${slowest.status}); an ordinary diff after one at most ${whole(next)} ms`,
    ],
    wanted: [
      {
        text: `schema diffs: p95 ${whole(p95)} ms (wanted: below ${wantedDiffMilliseconds})`,
        isReached: p95 < wantedDiffMilliseconds,
      },
      {
        text: `schema diffs: hostile text answered in ${whole(slowest.milliseconds)} ms (wanted: below ${wantedHostileMilliseconds})`,
        isReached: slowest.milliseconds < wantedHostileMilliseconds,
      },
    ],
  }
}
