import { z } from 'zod'
import { cursorQuery, limitQuery, moment, pageOf, placeOf, uuid } from '../../../kit/listing.ts'
import { json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { activitiesFor } from '../connection.ts'
import { connectionsWithData, listSyncs, summaries } from './list.ts'
import { makeDue } from './store.ts'

const dataRead = scope('data:read')
const showsData = noAudit('shows no secret')

const syncNow = route({
  method: 'POST',
  path: '/api/connections/:id/sync',
  summary: 'Asks for a sync before its time; its progress is in the history.',
  who: scope('data:write'),
  audit: recorded('data.sync_wanted', 'connection'),
  input: z.object({ id: uuid }),
  body: json(z.object({}).default({})),
  output: { kind: 'schema', schema: z.object({ id: z.string(), wanted: z.boolean() }) },
  async handle({ world, caller, input }) {
    const { of } = await activitiesFor(world, caller, input.id)
    return { id: input.id, wanted: await makeDue(world, of.connectionId, of.name, 'person') }
  },
})

const shownSync = z.object({
  id: z.string(),
  connectionId: z.string(),
  name: z.string(),
  cause: z.enum(['first', 'schedule', 'person', 'event', 'complete']),
  state: z.enum(['running', 'waiting', 'done', 'failed']),
  startedAt: moment,
  endedAt: moment.nullable(),
  calls: z.number(),
  seen: z.number(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  code: z.string().nullable(),
  resumesAt: moment.nullable(),
})
const syncPage = { syncs: z.array(shownSync), nextCursor: z.string().nullable() }

const freshness = {
  syncedAt: moment.nullable(),
  fetchedAt: moment.nullable(),
  nextAt: moment.nullable(),
  stale: z.boolean(),
  records: z.number(),
  lastFailure: z.string().nullable(),
}
const beforeFirst = {
  syncedAt: null,
  fetchedAt: null,
  nextAt: null,
  stale: false,
  records: 0,
  lastFailure: null,
}

const pageOfSyncs = async (
  account: World,
  of: Parameters<typeof listSyncs>[1],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) => {
  const found = await listSyncs(account, of, placeOf(cursor), limit + 1)
  const { rows, nextCursor } = pageOf(found, limit, ({ startedAt, id }) => ({ at: startedAt, id }))
  return { syncs: rows, nextCursor }
}

const syncs = route({
  method: 'GET',
  path: '/api/connections/:id/syncs',
  summary: 'What was fetched and when, newest first, with the progress of a sync under way.',
  who: dataRead,
  audit: showsData,
  input: z.object({ id: uuid, limit: limitQuery, cursor: cursorQuery }),
  output: { kind: 'schema', schema: z.object({ connectionId: z.string(), ...freshness, ...syncPage }) },
  async handle({ world, caller, input }) {
    const { of } = await activitiesFor(world, caller, input.id)
    const account = as(world, { role: 'app', accountId: caller.accountId })
    const [found, page] = await Promise.all([
      summaries(account, [input.id]),
      pageOfSyncs(account, { connectionId: input.id, boundSubjectId: null }, input),
    ])
    const summary = found.find(({ name }) => name === of.name) ?? beforeFirst
    return { ...summary, connectionId: input.id, ...page }
  },
})

const allSyncs = route({
  method: 'GET',
  path: '/api/syncs',
  summary: 'The newest syncs of this account, of all connections or of one.',
  who: dataRead,
  audit: showsData,
  input: z.object({ connectionId: uuid.optional(), limit: limitQuery, cursor: cursorQuery }),
  output: { kind: 'schema', schema: z.object(syncPage) },
  handle: ({ world, caller, input }) =>
    pageOfSyncs(
      as(world, { role: 'app', accountId: caller.accountId }),
      { connectionId: input.connectionId ?? null, boundSubjectId: caller.boundSubjectId ?? null },
      input,
    ),
})

const dataSetList = route({
  method: 'GET',
  path: '/api/data-sets',
  summary: 'What the connections of this account unlock and how fresh it is; a page counts connections.',
  who: dataRead,
  audit: showsData,
  input: z.object({ limit: limitQuery, cursor: cursorQuery }),
  output: {
    kind: 'schema',
    schema: z.object({
      dataSets: z.array(
        z.object({
          connectionId: z.string(),
          provider: z.string(),
          userId: z.string(),
          label: z.string().nullable(),
          status: z.string(),
          name: z.string(),
          ...freshness,
          sync: shownSync.nullable(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  async handle({ world, caller, input }) {
    const account = as(world, { role: 'app', accountId: caller.accountId })
    const bound = caller.boundSubjectId ?? null
    const found = await connectionsWithData(account, bound, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
    const sets = await summaries(
      account,
      rows.map(({ id }) => id),
    )
    const ids = sets.flatMap(({ syncId }) => syncId ?? [])
    const newest = await listSyncs(
      account,
      { connectionId: null, boundSubjectId: bound, ids },
      null,
      ids.length,
    )
    const dataSets = rows.flatMap(({ id, provider, userId, label, status }) =>
      sets
        .filter(({ connectionId }) => connectionId === id)
        .map((set) => ({
          ...set,
          provider,
          userId,
          label,
          status,
          sync: newest.find(({ id }) => id === set.syncId) ?? null,
        })),
    )
    return { dataSets, nextCursor }
  },
})

export const syncRoutes = [syncNow, syncs, allSyncs, dataSetList]
