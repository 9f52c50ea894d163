import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { answer, byRule, type Caller, person, route, streams } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { csvField, record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { copiedTables, copyOf, type CopiedTable } from './copy.ts'
import { askErasure, takeBackErasure } from './erasure.ts'

const exportRoute = route({
  method: 'GET',
  path: '/auth/me/export',
  summary:
    'All that is kept of the signed-in person, without secrets, as one JSON document; with `table` and `format=csv` one table of it.',
  who: person,
  stepUp: true,
  dialect: '004',
  audit: byRule('person.exported'),
  input: z.object({
    table: z.string().max(100).optional(),
    format: z.enum(['json', 'csv']).default('json'),
  }),
  output: streams("a copy of the person's own rows, as each part declares them"),
  async handle({ world, caller, input: { table, format }, request }) {
    const known = copiedTables(world)
    if (table === undefined ? format === 'csv' : !known.includes(table))
      throw accountFaults.NO_SUCH_TABLE({ tables: known })
    const tables = await copyOf(world, caller.accountId, table)
    await recordCopy(world, caller, request.id)
    return format === 'csv' ? asCsv(tables[0]!) : asJson(world, caller.accountId, tables)
  },
})

/** Nothing leaves before its entry is there. */
const recordCopy = (world: World, { accountId, actor }: Caller, requestId: string): Promise<void> =>
  transaction(world, (world) =>
    record(world, {
      action: 'person.exported',
      accountId,
      actor,
      requestId,
      object: { kind: 'person', id: accountId },
    }),
  )

function asJson(world: World, personId: string, tables: readonly CopiedTable[]) {
  const copy = {
    personId,
    exportedAt: world.now().toISOString(),
    tables: Object.fromEntries(tables.map(({ table, rows }) => [table, rows])),
  }
  return download(JSON.stringify(copy, null, 2), 'application/json', 'keyhold-export.json')
}

function asCsv({ table, rows }: CopiedTable) {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => columns.map((column) => csvField(cellOf(row[column]))).join(','))
  return download(
    [columns.join(','), ...lines, ''].join('\r\n'),
    'text/csv; charset=utf-8',
    `keyhold-${table}.csv`,
  )
}

const cellOf = (value: unknown): string | number | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'number' || typeof value === 'string'
      ? value
      : JSON.stringify(value)

const download = (text: string, type: string, name: string) =>
  answer(new Blob([text]).stream(), {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  })

const erase = route({
  method: 'POST',
  path: '/auth/me/erase',
  summary: 'Erases the signed-in person with all that is kept, seven days from now; the other sessions end.',
  who: person,
  stepUp: true,
  whileUnverified: true,
  dialect: '004',
  audit: byRule('person.erasure_asked'),
  output: { kind: 'schema', schema: z.object({ message: z.string(), eraseAt: moment }) },
  async handle({ world, caller, request }) {
    const eraseAt = await askErasure(world, caller.person!, request)
    return { message: 'The account will be erased. Sign in before to keep it.', eraseAt }
  },
})

const keep = route({
  method: 'DELETE',
  path: '/auth/me/erase',
  summary: 'The account of the signed-in person is not erased after all.',
  who: person,
  whileUnverified: true,
  dialect: '004',
  audit: byRule('person.erasure_taken_back'),
  output: { kind: 'schema', schema: z.object({ message: z.string() }) },
  async handle({ world, caller, request }) {
    await takeBackErasure(world, caller.person!, request)
    return { message: 'The account stays.' }
  },
})

export const personalRoutes = [exportRoute, erase, keep]
