import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { byRule, json, noAudit, noContent, recorded, route, scope } from '../../../../kit/route.ts'
import { transaction } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { listJourneys } from '../catalogue/store.ts'
import { secretName } from '../document/journey.ts'
import { readJourney } from '../document/read.ts'
import { journeyFaults } from '../faults.ts'
import { keepSecret } from './secret.ts'
import { deleteSecret, listSecrets } from './store.ts'

const common = { dialect: '004', flag: 'SYNTHETIC_JOURNEY_ENABLED' } as const
const most = 500
/** Shorter ones stand in half of all texts, and what is taken out of a trace would be anything. */
const shortest = 6

const list = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/secrets',
  summary: 'Names of the secrets that journeys use; their values are never shown.',
  who: scope('releases:read'),
  audit: noAudit('shows names alone'),
  output: {
    kind: 'schema',
    schema: z.object({ secrets: z.array(z.object({ name: z.string(), createdAt: moment })) }),
  },
  handle: async ({ world, caller: { accountId } }) => ({
    secrets: await listSecrets(world, accountId, most),
  }),
})

const put = route({
  ...common,
  method: 'PUT',
  path: '/internal/journey/secrets/:name',
  summary: 'Keeps a secret for journeys, sealed; it is never shown again.',
  who: scope('journey:write'),
  audit: recorded('journey.secret_set', 'journey_secret'),
  input: z.object({ name: secretName }),
  body: json(
    z.strictObject({
      value: z.string().min(shortest, `wants ${shortest} characters or more`).max(8192),
    }),
  ),
  output: { kind: 'schema', schema: z.object({ id: z.string(), name: z.string() }) },
  async handle({ world, caller: { accountId }, input: { name }, body: { value } }) {
    return { id: await keepSecret(world, accountId, name, value), name }
  },
})

const remove = route({
  ...common,
  method: 'DELETE',
  path: '/internal/journey/secrets/:name',
  summary: 'Deletes a secret that no journey uses.',
  who: scope('journey:write'),
  audit: byRule('journey.secret_deleted'),
  input: z.object({ name: secretName }),
  output: { kind: 'empty' },
  async handle({ world, caller: { accountId, actor }, input: { name }, request }) {
    const journeys = await listJourneys(world, accountId, most, '')
    const using = journeys.filter(({ document }) => usesSecret(document, name)).map((journey) => journey.name)
    if (using.length > 0) throw journeyFaults.JOURNEY_SECRET_USED({ journeys: using })
    await transaction(world, async (world) => {
      const id = await deleteSecret(world, accountId, name)
      if (id === undefined) throw journeyFaults.JOURNEY_SECRET_NOT_FOUND()
      const object = { kind: 'journey_secret', id }
      await record(world, {
        action: 'journey.secret_deleted',
        accountId,
        actor,
        requestId: request.id,
        object,
      })
    })
    return noContent()
  },
})

function usesSecret(document: string, name: string): boolean {
  try {
    return Object.values(readJourney(document).secrets).includes(name)
  } catch {
    return false // one that is not read any more runs no more either
  }
}

export const secretRoutes = [list, put, remove]
