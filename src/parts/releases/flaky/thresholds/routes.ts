import { z } from 'zod'
import { json, noAudit, recorded, route, scope } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { defaultRepository } from '../../envelope/envelope.ts'
import { changeRepository, type Repository, repositoryFor } from '../../repositories/store.ts'
import { repositoryNamed } from '../history/repository.ts'
import { wantAll } from '../judgement/store.ts'
import { areSame, defaultThresholds, ownThresholds } from '../verdicts/thresholds.ts'
import { verdicts } from '../verdicts/verdict.ts'
import { previewOf } from './preview.ts'
import { flakySettingsOf, ownSettings } from './settings.ts'

const shownSettings = z.object({
  repository: z.string(),
  thresholds: z
    .record(z.string(), z.number())
    .describe('All of them, with the defaults for what the repository leaves out.'),
  defaults: z.record(z.string(), z.number()).describe('Of the thresholds.'),
  autoQuarantine: z.boolean(),
  quarantineDays: z.number(),
  own: z
    .object({ ...ownSettings.shape, thresholds: z.object(ownThresholds.shape).optional() })
    .describe('What the repository has set itself.'),
})

const shown = ({ name, settings }: Pick<Repository, 'name' | 'settings'>) => ({
  repository: name,
  ...flakySettingsOf(settings),
  defaults: { ...defaultThresholds },
  own: ownSettings.safeParse(settings.flaky ?? {}).data ?? {},
})

const show = route({
  method: 'GET',
  path: '/internal/tests/settings',
  summary: 'What decides about the tests of a repository.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ repository: z.string().max(200).optional() }),
  output: { kind: 'schema', schema: shownSettings },
  async handle({ world, caller: { accountId }, input }) {
    const repository = await repositoryNamed(world, accountId, input.repository)
    return shown(repository ?? { name: defaultRepository, settings: {} })
  },
})

const named = z.string().trim().min(1).max(200)

const put = route({
  method: 'PUT',
  path: '/internal/tests/settings',
  summary:
    'Puts what decides about the tests of a repository; what is left out is as by default. Verdicts follow within seconds.',
  who: scope('releases:write'),
  audit: recorded('test_settings.changed', 'repository'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  body: json(ownSettings.extend({ repository: named.optional() })),
  output: { kind: 'schema', schema: shownSettings },
  async handle({ world, caller: { accountId }, body: { repository: name, ...settings } }) {
    const repository = await aboutTo(world, accountId, name)
    await changeRepository(world, accountId, repository.id, { slice: 'flaky', settings })
    const put = { ...repository, settings: { ...repository.settings, flaky: settings } }
    const [before, after] = [repository, put].map((each) => flakySettingsOf(each.settings).thresholds)
    if (!areSame(before!, after!)) await wantAll(world, { accountId, repositoryId: repository.id })
    return { id: repository.id, ...shown(put) }
  },
})

/** The default repository may be set up before anything is sent. */
const aboutTo = async (world: World, accountId: string, name: string | undefined): Promise<Repository> =>
  (await repositoryNamed(world, accountId, name)) ?? repositoryFor(world, accountId, defaultRepository)

export const shownPreview = z.object({
  repository: z.string().describe('Whose tests these are.'),
  flips: z
    .array(
      z.object({
        testId: z.string(),
        title: z.string(),
        environment: z.string(),
        from: z.enum(verdicts),
        to: z.enum(verdicts),
        score: z.number(),
        reasons: z.array(z.string()),
      }),
    )
    .describe('At most 1,000 of them.'),
  flipCount: z.number(),
  looked: z.number().describe('Tests with a failure that were looked at.'),
  cleanFlips: z
    .object({ healthy: z.number(), unknown: z.number() })
    .describe('Tests without a failure that would become healthy, and unknown.'),
})

const preview = route({
  method: 'POST',
  path: '/internal/tests/preview',
  summary:
    'Which tests would have another verdict under other thresholds, before anybody saves them; worst first.',
  who: scope('releases:read'),
  audit: noAudit('changes nothing, shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  body: json(z.strictObject({ repository: named.optional(), thresholds: ownThresholds })),
  output: {
    kind: 'schema',
    schema: shownPreview,
  },
  async handle({ world, caller: { accountId }, body }) {
    const repository = await repositoryNamed(world, accountId, body.repository)
    const found = await previewOf(world, accountId, repository, body.thresholds)
    return { repository: repository?.name ?? defaultRepository, ...found }
  },
})

export const settingsRoutes = [show, put, preview]
