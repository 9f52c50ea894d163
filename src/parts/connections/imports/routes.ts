import { z } from 'zod'
import type { Caller } from '../../../kit/route.ts'
import { byRule, json, operator, type Output, route } from '../../../kit/route.ts'
import { vaultSettings } from '../../vault/index.ts'
import { connectionFaults } from '../faults.ts'
import { appOf } from '../registry.ts'
import type { Importing } from './decide.ts'
import { failureTexts } from './failures.ts'
import { importRows } from './import-rows.ts'
import { keysFrom, sourceKeys } from './keys-000.ts'
import { readTokenRow, source as source000 } from './source-000.ts'
import { keyOfSource, readAuthRow, source as source002 } from './source-002.ts'
import { keysOfUsers, readCredentialRow } from './source-003.ts'

/** Rows of one request. */
export const mostRows = 20

const text = z.string().nullable()
const id = z.string().min(1).max(40)
const dryRun = z.boolean().default(false)
const rowsOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.array(z.object({ id, ...shape })).max(mostRows)

const report = {
  kind: 'schema',
  schema: z.object({
    dryRun: z.boolean(),
    read: z.number(),
    imported: z.number(),
    renewed: z.number(),
    unchanged: z.number(),
    connections: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(['imported', 'renewed', 'unchanged']),
        connectionId: z.string().nullable(),
      }),
    ),
    failures: z.array(
      z.object({
        id: z.string(),
        field: z.string().nullable(),
        reason: z.enum(Object.keys(failureTexts) as [keyof typeof failureTexts]),
        text: z.string(),
      }),
    ),
  }),
} as const satisfies Output

interface Asking {
  caller: Caller
  request: { id: string }
  body: { dryRun: boolean }
}

const importingBy = ({ caller, request, body }: Asking): Importing => ({
  caller,
  requestId: request.id,
  dryRun: body.dryRun,
})

const import000 = route({
  method: 'POST',
  path: '/api/imports/000',
  summary:
    'Takes over connected accounts of source system 000, each for its user: rows as they stand in its database, still encrypted.',
  who: operator,
  audit: byRule('connection.imported'),
  body: json(
    z.object({
      keys: sourceKeys.optional(),
      dryRun,
      rows: rowsOf({
        userId: text,
        athleteId: text,
        accessToken: text,
        refreshToken: text,
        /** As PostgreSQL writes a timestamptz. */
        expiresAt: text,
        scope: text,
      }),
    }),
  ),
  output: report,
  async handle(call) {
    const { world, body } = call
    appOf(world, source000.provider)
    const keys = await keysFrom(world, body.keys)
    return importRows(world, importingBy(call), body.rows, (row) => readTokenRow(keys, row))
  },
})

const import002 = route({
  method: 'POST',
  path: '/api/imports/002',
  summary:
    'Takes over connected accounts of source system 002: rows as they stand in its database, still encrypted, and its key.',
  who: operator,
  audit: byRule('connection.imported'),
  body: json(
    z.object({
      encryptionKey: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe("As the source had it in ENCRYPTION_KEY. Default: the server's own ENCRYPTION_KEY."),
      dryRun,
      rows: rowsOf({
        athleteId: text,
        accessToken: text,
        refreshToken: text,
        /** Unix seconds. */
        expiresAt: text,
      }),
    }),
  ),
  output: report,
  async handle(call) {
    const { world, body } = call
    const encryptionKey = body.encryptionKey ?? world.settings(vaultSettings).legacyEncryptionKey
    if (encryptionKey === undefined) throw connectionFaults.IMPORT_KEY_MISSING()
    appOf(world, source002.provider)
    const key = await keyOfSource(encryptionKey)
    return importRows(world, importingBy(call), body.rows, (row) => readAuthRow(key, row))
  },
})

const import003 = route({
  method: 'POST',
  path: '/api/imports/003',
  summary:
    'Takes over credentials of source system 003 that are API keys, each for its user: rows as they stand in its database, still encrypted.',
  who: operator,
  audit: byRule('connection.imported'),
  body: json(
    z.object({
      salt: z
        .string()
        .min(1)
        .max(1_000)
        .describe('As the source had it in ENCRYPTION_KEY_SALT, or the one it takes without it.'),
      dryRun,
      rows: rowsOf({ userId: text, service: text, name: text, encryptedData: text }),
    }),
  ),
  output: report,
  handle(call) {
    const { world, body } = call
    const keyOf = keysOfUsers(body.salt)
    return importRows(world, importingBy(call), body.rows, (row) => readCredentialRow(keyOf, row))
  },
})

export const importRoutes = [import000, import002, import003]
