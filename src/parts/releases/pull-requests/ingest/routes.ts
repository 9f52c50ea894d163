import { z } from 'zod'
import { checked, parseJson } from '../../../../kit/checked.ts'
import { daysAfter } from '../../../../kit/duration.ts'
import { faults } from '../../../../kit/fault.ts'
import {
  answer,
  type Answer,
  byRule,
  bytes,
  type Call,
  type Caller,
  route,
  scopeOrSigned,
  type WholeBody,
} from '../../../../kit/route.ts'
import { transaction, type World } from '../../../../kit/world.ts'
import { defaultRepository, envelopeOf } from '../../envelope/envelope.ts'
import { isSigned } from '../../envelope/signatures.ts'
import { releaseSettings } from '../../settings.ts'
import { findPullRequest } from '../show/find.ts'
import { change, check, facts, finding, risk } from '../show/shapes.ts'
import { viewOf } from '../show/view.ts'
import { take } from '../standing/take.ts'
import {
  eventHeader,
  eventPath,
  eventShape,
  isTaken,
  pullRequestEvent,
  type PullRequestEvent,
  tellingOfEvent,
} from './host-events.ts'
import { deliveryOf, takeOnce } from './once.ts'
import { countedShape, factsShape, parametersShape } from './payload.ts'
import { type Delivered, readJson, readListing } from './read.ts'

/** 10,000 files with long names. */
const mostBytes = 8_388_608

const output = {
  kind: 'schema',
  status: 201,
  schema: z.object({
    message: z.string(),
    id: z.string().optional(),
    prNumber: z.number().optional(),
    repository: z.string().optional(),
    headSha: z.string().nullable().optional(),
    facts: facts.optional(),
    change: change.nullable().optional(),
    risk: risk.nullable().optional(),
    findings: z.array(finding).optional(),
    check: check.optional(),
    isReplay: z.boolean().optional().describe('It was taken before, and had no effect now.'),
  }),
} as const

const common = {
  method: 'POST',
  who: scopeOrSigned('releases:write', { otherwise: 403 }),
  audit: byRule('pull_request.judged'),
  dialect: '004',
  flag: 'PR_INTEL_ENABLED',
  output,
} as const

const ingest = route({
  ...common,
  path: '/internal/pr-intel/ingest',
  summary:
    'Takes what a CI or a code host tells of a pull request: raw facts, counts as source 004 sends them, an event, or what `git diff --numstat -z` prints. The same sent twice has one effect.',
  // Of a listing alone, whose body has no place for them.
  input: parametersShape,
  body: bytes(mostBytes, {
    'application/json': z.union([factsShape, countedShape, eventShape]),
    'application/octet-stream': z.string(),
  }),
  async handle(call) {
    if (call.request.header(eventHeader) !== undefined) return takeEvent(call)
    const delivered =
      call.body.contentType === 'application/json'
        ? readJson(call, call.body)
        : readListing(call, call.body, call.input)
    return takeDelivered(call, delivered)
  },
})

const event = route({
  ...common,
  path: eventPath,
  summary: 'Takes events of a code host; of pull requests what they tell, of anything else nothing.',
  body: bytes(mostBytes, { 'application/json': eventShape }),
  handle: takeEvent,
})

type Given = Pick<Call<unknown, WholeBody, Caller>, 'world' | 'caller' | 'body' | 'request'>

async function takeEvent(given: Given): Promise<Answer> {
  if (given.body.contentType !== 'application/json')
    throw faults.UNSUPPORTED_MEDIA_TYPE({ takes: 'application/json' })
  const value = parseJson(given.body.bytes.toString('utf8'))
  if (given.request.header(eventHeader) !== pullRequestEvent || !isTaken(actionIn(value)))
    return answer({ message: 'Event ignored' })
  const told = checked(eventShape, value) as PullRequestEvent
  if (isForgotten(given, told)) return answer({ message: 'Event ignored' })
  const envelope = envelopeOf({ repository: told.repository.full_name, prNumber: told.number })
  return takeDelivered(given, { envelope, telling: tellingOfEvent(told), content: given.body.bytes })
}

/** What was taken is known again for so long: one that was recorded before would act anew. */
function isForgotten({ world, caller }: Given, { pull_request: { updated_at } }: PullRequestEvent): boolean {
  const { keepDays } = world.settings(releaseSettings)
  return isSigned(caller) && new Date(updated_at) < daysAfter(world.now(), -keepDays)
}

const actionIn = (value: unknown): string => String((value as { action?: unknown } | null)?.action ?? '')

async function takeDelivered({ world, caller, request }: Given, delivered: Delivered): Promise<Answer> {
  const { accountId, actor } = caller
  const { telling, envelope } = delivered
  const repository = envelope.repository ?? defaultRepository
  const from = { accountId, repository, actor, requestId: request.id }
  const delivery = deliveryOf(request)
  const taken = await transaction(world, (world) =>
    takeOnce(world, accountId, delivery, delivered, async () => {
      const { snapshot, repository } = await take(world, from, telling)
      return { snapshotId: snapshot.id, repositoryId: repository.id }
    }),
  )
  const told = await toldOf(world, accountId, telling.number, repository)
  return answer(
    { message: 'PR intelligence ingested', id: taken.snapshotId, isReplay: taken.isReplay, ...told },
    { status: taken.isReplay ? 200 : 201 },
  )
}

/** What is told of it now, whatever was sent. */
async function toldOf(world: World, accountId: string, number: number, name: string) {
  const found = await findPullRequest(world, accountId, { number, repository: name })
  const { change, risk, findings, check } = await viewOf(world, accountId, found, found.settings)
  const { repository, headSha, facts } = found
  return { prNumber: number, repository, headSha, facts, change, risk, findings, check }
}

export const ingestRoutes = [ingest, event]
