import { z } from 'zod'
import { limitQuery, moment } from '../../../../kit/listing.ts'
import { byRule, bytes, json, noAudit, noContent, recorded, route, scope } from '../../../../kit/route.ts'
import { transaction } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { untold } from '../alerts/standing.ts'
import { type Journey, journeyName, keptName } from '../document/journey.ts'
import { longestDocument } from '../document/source.ts'
import { journeyFaults } from '../faults.ts'
import { missingOf } from '../secrets/store.ts'
import { scenarioNames, usualScenarios } from '../scenarios/scenarios.ts'
import { journeyIn, judgedJourney, keepJourney, restJourney } from './keep.ts'
import {
  deleteJourney,
  findJourney,
  holdJourney,
  isUnderWay,
  type JourneyRow,
  listJourneys,
} from './store.ts'

const common = { dialect: '004', flag: 'SYNTHETIC_JOURNEY_ENABLED' } as const

const standingShape = z.object({
  failures: z.number().describe('Failed runs in a row.'),
  notRun: z.number().describe('Runs in a row that could not be made.'),
  failingSince: z.string().nullable(),
  degradedSince: z.string().nullable(),
  burning: z
    .enum(['page', 'ticket'])
    .nullable()
    .describe(
      'How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow.',
    ),
  inMaintenance: z.boolean(),
})

const journeyShown = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  version: z.number(),
  createdAt: moment,
  updatedAt: moment,
  isPaused: z.boolean(),
  everySeconds: z.number().nullable().describe('Null: it runs by call alone.'),
  nextAt: moment.nullable(),
  targets: z.array(z.string()),
  stages: z.array(z.string()).describe('Names of its stages, in their order.'),
  secrets: z.array(z.string()),
  slo: z.object({ availability: z.number(), days: z.number() }).nullable(),
  standing: standingShape.describe('What was told of it: failing, degraded, burning its budget.'),
})

function shownJourney(row: JourneyRow, journey: Journey | null): z.input<typeof journeyShown> {
  const { id, name, version, createdAt, updatedAt, isPaused, everySeconds, dueAt, standing } = row
  return {
    id,
    name,
    version,
    createdAt,
    updatedAt,
    isPaused,
    everySeconds,
    title: journey?.title ?? null,
    nextAt: isPaused ? null : dueAt,
    targets: journey?.targets ?? [],
    stages: journey ? stagesOf(journey) : [],
    secrets: journey ? secretsOf(journey) : [],
    slo: journey?.slo ?? null,
    standing: { ...untold, ...standing },
  }
}

const stagesOf = ({ scenarios, steps }: Journey): string[] =>
  scenarios ?? steps?.map(({ name }) => name) ?? []
const secretsOf = ({ secrets }: Journey): string[] => [...new Set(Object.values(secrets))]

const missingSecrets = z
  .array(z.string())
  .describe('Which of its secrets are not kept yet: a run would miss them.')

const list = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/journeys',
  summary: 'The journeys with a document, by name, and the scenarios that come with Keyhold.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ limit: limitQuery, after: z.string().max(64).default('') }),
  output: {
    kind: 'schema',
    schema: z.object({
      journeys: z.array(journeyShown),
      nextAfter: z.string().nullable().describe('The name to go on behind; null: these were all.'),
      scenarios: z.array(z.object({ name: z.string(), isUsual: z.boolean() })),
    }),
  },
  async handle({ world, caller: { accountId }, input: { limit, after } }) {
    const rows = await listJourneys(world, accountId, limit + 1, after)
    const shown = rows.slice(0, limit)
    return {
      journeys: shown.map((row) => shownJourney(row, readable(row))),
      nextAfter: rows.length > limit ? shown.at(-1)!.name : null,
      scenarios: scenarioNames.map((name) => ({ name, isUsual: usualScenarios.includes(name) })),
    }
  },
})

/** Null where this version does not read it any more. */
function readable({ document }: JourneyRow): Journey | null {
  try {
    return journeyIn(document)
  } catch {
    return null // its runs say so, with the place
  }
}

const show = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/journeys/:name',
  summary: 'One journey with its document.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret: a document names them alone'),
  input: z.object({ name: z.string().max(64) }),
  output: { kind: 'schema', schema: journeyShown.extend({ document: z.string() }) },
  async handle({ world, caller: { accountId }, input: { name } }) {
    const row = await findJourney(world, accountId, name)
    if (!row) throw journeyFaults.JOURNEY_NOT_FOUND()
    return { ...shownJourney(row, readable(row)), document: row.document }
  },
})

const put = route({
  ...common,
  method: 'PUT',
  path: '/internal/journey/journeys/:name',
  summary:
    'Keeps a document, YAML or JSON, as the journey of that name; what is wrong in it is told by line.',
  who: scope('journey:write'),
  audit: recorded('journey.changed', 'journey'),
  input: z.object({ name: keptName }),
  body: bytes(longestDocument, { 'application/yaml': z.string(), 'application/json': z.unknown() }),
  output: {
    kind: 'schema',
    schema: journeyShown.extend({ missingSecrets }),
  },
  async handle({ world, caller: { accountId }, input: { name }, body }) {
    const { row, journey } = await keepJourney(world, accountId, name, body.bytes.toString('utf8'))
    const shown = shownJourney(row, journey)
    const missingSecrets = await missingOf(world, accountId, shown.secrets)
    return { ...shown, missingSecrets }
  },
})

const check = route({
  ...common,
  method: 'POST',
  path: '/internal/journey/check',
  summary: 'Whether a document is a journey: 422 with the line of every mistake where it is none.',
  who: scope('releases:read'),
  audit: noAudit('keeps nothing'),
  body: bytes(longestDocument, { 'application/yaml': z.string(), 'application/json': z.unknown() }),
  output: {
    kind: 'schema',
    schema: z.object({ ok: z.literal(true), stages: z.array(z.string()), missingSecrets }),
  },
  async handle({ world, caller: { accountId }, body }) {
    const journey = await judgedJourney(world, accountId, body.bytes.toString('utf8'))
    const missing = await missingOf(world, accountId, secretsOf(journey))
    return { ok: true as const, stages: stagesOf(journey), missingSecrets: missing }
  },
})

const change = route({
  ...common,
  method: 'PATCH',
  path: '/internal/journey/journeys/:name',
  summary: 'Lets the schedule of a journey rest, or go on.',
  who: scope('journey:write'),
  audit: recorded('journey.changed', 'journey'),
  input: z.object({ name: journeyName }),
  body: json(z.strictObject({ isPaused: z.boolean() })),
  output: { kind: 'schema', schema: journeyShown },
  async handle({ world, caller: { accountId }, input: { name }, body: { isPaused } }) {
    const row = await restJourney(world, accountId, name, isPaused)
    return shownJourney(row, readable(row))
  },
})

const remove = route({
  ...common,
  method: 'DELETE',
  path: '/internal/journey/journeys/:name',
  summary: 'Removes a journey with its history; not while it runs.',
  who: scope('journey:write'),
  audit: byRule('journey.deleted'),
  input: z.object({ name: journeyName }),
  output: { kind: 'empty' },
  async handle({ world, caller: { accountId, actor }, input: { name }, request }) {
    await transaction(world, async (world) => {
      const found = await findJourney(world, accountId, name)
      if (!found || !(await holdJourney(world, accountId, found.id))) throw journeyFaults.JOURNEY_NOT_FOUND()
      // What cleaning up needs is the run's, and would be gone with it.
      if (await isUnderWay(world, accountId, found.id))
        throw journeyFaults.JOURNEY_RUNNING({ retryAfterSeconds: 10 })
      await deleteJourney(world, accountId, found.id)
      const object = { kind: 'journey', id: found.id }
      await record(world, { action: 'journey.deleted', accountId, actor, requestId: request.id, object })
    })
    return noContent()
  },
})

export const catalogueRoutes = [list, show, put, check, change, remove]
