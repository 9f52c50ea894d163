import { z } from 'zod'
import { answer, type Asked, byRule, json, route, scope } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { envelopeMembers, envelopeOf } from '../../envelope/envelope.ts'
import { repositoryFor } from '../../repositories/store.ts'
import { releaseSettings } from '../../settings.ts'
import { answer004, answerOf } from '../history/shapes.ts'
import { findRun, stepsOf } from '../history/store.ts'
import { askRun, awaitEnd, runNow } from './start.ts'

/** Longest that an answer waits for its run, seconds. */
const longestWait = 60

const asked = z
  .strictObject({
    ...envelopeMembers,
    scenarios: z
      .array(z.string().max(400))
      .min(1, 'wants at least one scenario; leave it out for all of them')
      .max(20)
      .optional(),
    mode: z.enum(['real', 'simulated']).optional(),
    /** Name or id of one with a document. */
    journey: z.string().min(1).max(64).optional(),
    wait: z.number().min(0).max(longestWait).optional(),
  })
  .refine(({ scenarios, journey }) => scenarios === undefined || journey === undefined, {
    error: 'wants scenarios, or a journey',
    path: ['journey'],
  })

const run = route({
  method: 'POST',
  path: '/internal/journey/run',
  summary:
    'Runs a journey: the scenarios that come with Keyhold, or one with a document. Answers with its result; with `wait=0` or `Prefer: respond-async` at once, 202.',
  who: scope('journey:run'),
  audit: byRule('journey.run_asked'),
  dialect: '004',
  flag: 'SYNTHETIC_JOURNEY_ENABLED',
  input: z.object({ wait: z.coerce.number().min(0).max(longestWait).optional() }),
  body: json(asked.optional()),
  output: { kind: 'schema', schema: z.object(answer004) },
  async handle({ world, caller, input, body = {}, request }) {
    const { accountId } = caller
    const { repository, commit, branch, prNumber, ciRunId } = envelopeOf(body)
    const wait = body.wait ?? input.wait ?? (prefersAsync(request) ? 0 : null)
    const known = repository === null ? null : await repositoryFor(world, accountId, repository)
    const due = await askRun(world, caller, request, {
      journey: body.journey ?? null,
      scenarios: body.scenarios ?? null,
      mode: body.mode ?? usualMode(world),
      about: { repositoryId: known?.id ?? null, commit, branch, prNumber, ciRunId },
      isAwaited: wait === null,
    })
    await (wait === null ? runNow(world, due) : awaitEnd(world, due, wait))
    return told(world, accountId, due.id)
  },
})

const prefersAsync = ({ header }: Asked): boolean =>
  (header('prefer') ?? '').split(',').some((each) => each.trim().toLowerCase() === 'respond-async')

const usualMode = (world: World): 'real' | 'simulated' =>
  world.settings(releaseSettings).syntheticUseRealRequests === 'true' ? 'real' : 'simulated'

async function told(world: World, accountId: string, id: string) {
  const found = (await findRun(world, accountId, id))!
  const value = answerOf(world, found, await stepsOf(world, accountId, id))
  return found.state === 'ended' ? value : answer(value, { status: 202 })
}

export const runRoutes = [run]
