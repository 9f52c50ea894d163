import { z } from 'zod'
import { byRule, json, operator, type Route, route } from '../../../kit/route.ts'
import { importPeople, personFailureTexts } from './import-people.ts'

/** Rows of one request. */
const mostRows = 20

const text = z.string().max(1_000).nullable().default(null)

const take = route({
  method: 'POST',
  path: '/api/imports/people',
  summary:
    'Takes over people of another system, who sign in with the passwords and authenticator apps that they have: rows as they stand in its database.',
  who: operator,
  stepUp: true,
  audit: byRule('person.imported'),
  body: json(
    z.object({
      dryRun: z.boolean().default(false),
      rows: z
        .array(
          z.object({
            id: z.string().min(1).max(40),
            address: text,
            username: text,
            displayName: text,
            isVerified: text.describe(
              'A boolean as PostgreSQL writes it, or the moment at which the address was proved.',
            ),
            passwordHash: text.describe(
              'argon2 or scrypt as a PHC string, scrypt as Better Auth keeps it, or bcrypt of cost 4 to 14.',
            ),
            hasFactor: text,
            factorSecret: text.describe(
              'Of an authenticator app, in base 32. Wanted where `hasFactor` is true.',
            ),
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
      people: z.array(
        z.object({
          id: z.string(),
          outcome: z.enum(['imported', 'unchanged']),
          personId: z.string().nullable(),
          username: z.string().nullable().describe('Another one than there, when somebody has that here.'),
        }),
      ),
      failures: z.array(
        z.object({
          id: z.string(),
          field: z.string(),
          reason: z.enum(Object.keys(personFailureTexts) as [keyof typeof personFailureTexts]),
          text: z.string(),
        }),
      ),
    }),
  },
  handle: ({ world, caller, body, request }) =>
    importPeople(world, { caller, requestId: request.id, dryRun: body.dryRun }, body.rows),
})

export const importRoutes: readonly Route[] = [take]
