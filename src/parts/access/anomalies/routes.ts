import { z } from 'zod'
import { cursorQuery, limitQuery, moment, pageOf, placeOf } from '../../../kit/listing.ts'
import { byRule, json, noAudit, route, scope } from '../../../kit/route.ts'
import { clear } from './clear.ts'
import { kindOf } from './principal.ts'
import { ruleNamed } from './rules/book.ts'
import { actions } from './rules/ladder.ts'
import type { Inputs } from './rules/rule.ts'
import { scoreOf } from './rules/score.ts'
import { findings, standings } from './store.ts'

const principal = z.string().min(1).max(100)
const kind = z.enum(['key', 'internal', 'network'])
const mostStandings = 100

const list = route({
  method: 'GET',
  path: '/api/anomalies',
  summary:
    'Who is used in a way that is odd, how much that scores now, and each decision with its rule, inputs and score, newest first.',
  who: scope('keys:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ limit: limitQuery, cursor: cursorQuery, principal: principal.optional() }),
  output: {
    kind: 'schema',
    schema: z.object({
      standings: z.array(
        z.object({
          principal: z.string().describe("A key's id, the name of a fixed secret, or a network."),
          kind,
          name: z.string().nullable().describe('Of the key.'),
          score: z.number(),
          rules: z.array(z.string()),
          suspendedAt: moment.nullable(),
        }),
      ),
      findings: z.array(
        z.object({
          id: z.string(),
          at: moment,
          principal: z.string(),
          kind,
          name: z.string().nullable(),
          rule: z.string(),
          text: z.string(),
          inputs: z.record(z.string(), z.union([z.string(), z.number()])),
          score: z.number(),
          action: z.enum(actions),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const [standing, found] = await Promise.all([
      standings(world, accountId, mostStandings),
      findings(world, accountId, input.principal ?? null, placeOf(input.cursor), input.limit + 1),
    ])
    const now = world.now().getTime()
    const { rows, nextCursor } = pageOf(found, input.limit, ({ at, id }) => ({ at, id }))
    return {
      standings: standing.map((row) => ({
        ...row,
        kind: kindOf(row.principal),
        score: Math.round(scoreOf(row.points, now)),
        rules: Object.keys(row.points),
      })),
      findings: rows.map((row) => ({
        ...row,
        kind: kindOf(row.principal),
        text: wordsOf(row.rule, row.inputs),
      })),
      nextCursor,
    }
  },
})

/** A rule that this version does not have any more is its name. */
const wordsOf = (rule: string, inputs: Inputs): string => ruleNamed(rule)?.words(inputs) ?? rule

const clearOne = route({
  method: 'POST',
  path: '/api/anomalies/clear',
  summary:
    'Forgets all that was found of a key, a fixed secret or a network; a suspended key serves again. In other processes within 5 s.',
  who: scope('keys:write'),
  audit: byRule('anomaly.cleared'),
  body: json(z.object({ principal })),
  output: { kind: 'schema', schema: z.object({ principal: z.string(), resumed: z.boolean() }) },
  async handle({ world, caller, body, request }) {
    const { resumed } = await clear(world, caller, body.principal, request.id)
    return { principal: body.principal, resumed }
  },
})

export const anomalyRoutes = [list, clearOne]
