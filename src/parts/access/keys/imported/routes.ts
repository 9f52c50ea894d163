import { z } from 'zod'
import { byRule, json, operator, route } from '../../../../kit/route.ts'
import { grantableScopes } from '../create.ts'
import { importKeys, keyFailureTexts } from './import-keys.ts'
import { sourceScopes } from './source-001.ts'

/** Rows of one request. */
const mostRows = 20

const text = z.string().max(1_000).nullable()

export const import001Keys = route({
  method: 'POST',
  path: '/api/imports/001-keys',
  summary:
    'Takes over API keys of source system 001, which go on working as they are: rows as they stand in its database, with the SHA-256 of each key.',
  who: operator,
  audit: byRule('key.imported'),
  body: json(
    z.object({
      dryRun: z.boolean().default(false),
      map: z
        .partialRecord(z.enum(sourceScopes), z.array(z.enum(grantableScopes)).max(20))
        .default({})
        .describe('What a scope of the source allows here besides. Default nothing.'),
      rows: z
        .array(
          z.object({
            id: z.string().min(1).max(40),
            userId: text,
            name: text,
            keyHash: text,
            keyPrefix: text,
            scopes: text.describe('As PostgreSQL writes an array.'),
            isActive: text.describe('As PostgreSQL writes a boolean.'),
            expiresAt: text.describe('As PostgreSQL writes a timestamptz; null never.'),
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
      unchanged: z.number(),
      skipped: z.number(),
      keys: z.array(
        z.object({
          id: z.string(),
          outcome: z.enum(['imported', 'unchanged', 'skipped']),
          keyId: z.string().nullable(),
        }),
      ),
      failures: z.array(
        z.object({
          id: z.string(),
          field: z.string().nullable(),
          reason: z.enum(Object.keys(keyFailureTexts) as [keyof typeof keyFailureTexts]),
          text: z.string(),
        }),
      ),
    }),
  },
  handle: ({ world, caller, body, request }) =>
    importKeys(world, { caller, requestId: request.id, dryRun: body.dryRun, map: body.map }, body.rows),
})
