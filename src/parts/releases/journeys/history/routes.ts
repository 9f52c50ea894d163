import { z } from 'zod'
import { cursorQuery, limitQuery, pageOf, placeOf, uuid } from '../../../../kit/listing.ts'
import { answer, noAudit, route, scope, streams } from '../../../../kit/route.ts'
import { envelopeQuery } from '../../envelope/envelope.ts'
import { journeyFaults } from '../faults.ts'
import { answer004, answerOf, runShape, shownStep, stepShape } from './shapes.ts'
import { findHar, findRun, listRuns, stepsOf } from './store.ts'

const common = {
  who: scope('journey:run'),
  dialect: '004',
  flag: 'SYNTHETIC_JOURNEY_ENABLED',
} as const
const redacted = noAudit('shows what runs came to, without secrets')

const list = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/runs',
  summary: 'Runs of journeys, newest first; of one journey, one outcome, one commit or one pull request.',
  audit: redacted,
  input: z.object({
    journey: z.string().min(1).max(64).optional(),
    outcome: z.enum(['passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance']).optional(),
    repository: envelopeQuery.repository,
    commit: envelopeQuery.commit,
    prNumber: envelopeQuery.prNumber,
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ runs: z.array(runShape), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const {
      journey = null,
      outcome = null,
      repository = null,
      commit,
      prNumber = null,
      limit,
      cursor,
    } = input
    const filter = { journey, outcome, repository, prNumber, commit: commit?.toLowerCase() ?? null }
    const found = await listRuns(world, accountId, filter, limit, placeOf(cursor))
    const { rows, nextCursor } = pageOf(found, limit, ({ askedAt: at, id }) => ({ at, id }))
    return { runs: rows, nextCursor }
  },
})

const show = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/runs/:id',
  summary: 'One run: each step of each attempt, and the same in source 004’s form.',
  audit: redacted,
  input: z.object({ id: uuid }),
  output: {
    kind: 'schema',
    schema: z.object({ ...answer004, run: runShape, steps: z.array(stepShape) }),
  },
  async handle({ world, caller: { accountId }, input: { id } }) {
    const run = await findRun(world, accountId, id)
    if (!run) throw journeyFaults.JOURNEY_RUN_NOT_FOUND()
    const steps = await stepsOf(world, accountId, id)
    return { ...answerOf(world, run, steps), run, steps: steps.map(shownStep) }
  },
})

const har = route({
  ...common,
  method: 'GET',
  path: '/internal/journey/runs/:id/har',
  summary: 'The calls of a run as an archive (HAR 1.2), redacted.',
  audit: redacted,
  input: z.object({ id: uuid }),
  output: streams('an archive of our own making, redacted when the run ended'),
  async handle({ world, caller: { accountId }, input: { id } }) {
    const found = await findHar(world, accountId, id)
    if (!found) throw journeyFaults.JOURNEY_RUN_NOT_FOUND()
    return answer(new Blob([JSON.stringify(found)]).stream(), {
      headers: {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="journey-${id}.har"`,
      },
    })
  },
})

export const historyRoutes = [list, show, har]
