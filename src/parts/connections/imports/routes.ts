import { z } from 'zod'
import { byRule, json, operator, route } from '../../../kit/route.ts'
import { vaultSettings } from '../../vault/index.ts'
import { connectionFaults } from '../faults.ts'
import { failureTexts } from './failures.ts'
import { importRows } from './import-rows.ts'

/** Rows of one request. */
export const mostRows = 20

const text = z.string().nullable()

const import002 = route({
  method: 'POST',
  path: '/api/imports/002',
  summary:
    'Takes over connected accounts of source system 002: rows as they stand in its database, still encrypted, and its key.',
  who: operator,
  audit: byRule('connection.imported'),
  body: json(
    z.object({
      /** As the source had it in ENCRYPTION_KEY. Default: the server's own ENCRYPTION_KEY. */
      encryptionKey: z.string().min(1).max(1_000).optional(),
      dryRun: z.boolean().default(false),
      rows: z
        .array(
          z.object({
            id: z.string().min(1).max(40),
            athleteId: text,
            accessToken: text,
            refreshToken: text,
            /** Unix seconds. */
            expiresAt: text,
          }),
        )
        .max(mostRows),
    }),
  ),
  output: {
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
  },
  async handle({ world, caller, body, request }) {
    const encryptionKey = body.encryptionKey ?? world.settings(vaultSettings).legacyEncryptionKey
    if (encryptionKey === undefined) throw connectionFaults.IMPORT_KEY_MISSING()
    const importing = { caller, requestId: request.id, dryRun: body.dryRun }
    return importRows(world, importing, encryptionKey, body.rows)
  },
})

export const importRoutes = [import002]
