import { z } from 'zod'
import { cursorQuery, limitQuery, pageOf, placeOf, uuid } from '../../../../kit/listing.ts'
import { byRule, bytes, noAudit, type Route, route, scope, scopeOrSigned } from '../../../../kit/route.ts'
import { envelopeQuery } from '../../envelope/envelope.ts'
import { readSent } from '../asked/read.ts'
import { sentShape } from '../asked/sent.ts'
import { schemaFaults } from '../faults.ts'
import { diffSchemas } from '../report/ask.ts'
import { formatFor, formatQuery, told } from './formats.ts'
import { keep } from './keep.ts'
import { shownAnswer, shownKept, shownWhole } from './shown.ts'
import { findDiff, listDiffs } from './store.ts'

/** Three texts of the longest that are compared, escaped as JSON. */
const mostBytes = 6 * 1_048_576

const common = { dialect: '004', flag: 'SCHEMA_DIFF_ENABLED' } as const

const diff: Route = route({
  ...common,
  method: 'POST',
  path: '/internal/schema/diff',
  summary:
    "Compares two Prisma schemas: source 004's answer, and beside it findings by rule with a score, suspected renames and the SQL. Kept where the body names a repository.",
  who: scopeOrSigned('releases:write', { beside: ['format'] }),
  audit: byRule('schema_diff.kept'),
  input: z.object({ ...envelopeQuery, format: formatQuery }),
  body: bytes(mostBytes, {
    'application/json': sentShape,
    'multipart/form-data': z.record(z.string(), z.unknown()),
    'text/plain': z.string(),
  }),
  output: { kind: 'schema', schema: shownAnswer },
  async handle({ world, caller, input: { format, ...query }, body, request }) {
    const sent = await readSent({ world, caller }, body, query)
    const found = await diffSchemas(sent.question)
    const id = await keep(world, caller, request.id, sent, found)
    const { repository } = sent.envelope
    return told(diff, { ...found.report, id, repository }, found.report, formatFor(format, request))
  },
})

const list = route({
  ...common,
  method: 'GET',
  path: '/internal/schema/diffs',
  summary:
    'The schema diffs that are kept, newest first: of one repository, one pull request, one commit, or all.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  input: z.object({
    repository: envelopeQuery.repository,
    prNumber: envelopeQuery.prNumber,
    commit: envelopeQuery.commit,
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ diffs: z.array(shownKept), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input }) {
    const filter = {
      repository: input.repository ?? null,
      prNumber: input.prNumber ?? null,
      commit: input.commit?.toLowerCase() ?? null,
    }
    const found = await listDiffs(world, caller.accountId, filter, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => ({ at: row.createdAt, id: row.id }))
    return { diffs: rows, nextCursor }
  },
})

const show: Route = route({
  ...common,
  method: 'GET',
  path: '/internal/schema/diffs/:id',
  summary: 'One schema diff that is kept, with both schemas without the addresses of their databases.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ id: uuid, format: formatQuery }),
  output: { kind: 'schema', schema: shownWhole },
  async handle({ world, caller, input: { id, format }, request }) {
    const found = await findDiff(world, caller.accountId, id)
    if (!found) throw schemaFaults.SCHEMA_DIFF_NOT_FOUND({ id })
    return told(show, found, found.report, formatFor(format, request))
  },
})

export const diffRoutes = [diff, list, show]
