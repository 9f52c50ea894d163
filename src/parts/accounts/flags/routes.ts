import { z } from 'zod'
import {
  featuresOf,
  type Flag,
  type FlagName,
  flagNames,
  flagTitles,
  forgetFlags,
  switchFlag,
} from '../../../kit/flags.ts'
import { moment } from '../../../kit/listing.ts'
import { byRule, type Caller, json, noAudit, operator, route } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { csrfCounts } from './csrf-counts.ts'

const counts = z.object({ missing: z.number(), invalid: z.number(), crossSite: z.number() })
const output = {
  kind: 'schema',
  schema: z.object({
    flags: z.array(
      z.object({
        name: z.enum(flagNames),
        title: z.string(),
        on: z.boolean(),
        from: z
          .enum(['environment', 'operator', 'default'])
          .describe('Who says so: the environment, above the operator, above the default.'),
        changedAt: moment.nullable(),
      }),
    ),
    csrf: z
      .object({ refused: counts, reported: counts })
      .describe('Writes of signed-in browsers, as this process saw them since it started.'),
  }),
} as const

const show = route({
  method: 'GET',
  path: '/api/flags',
  summary: 'The features that can be switched, and what CSRF protection refused or would have refused.',
  who: operator,
  audit: noAudit('shows settings and counts'),
  output,
  handle: ({ world }) => shown(world),
})

const put = route({
  method: 'PUT',
  path: '/api/flags',
  summary: 'Switches one feature on or off for all processes, within two seconds; null: as by default.',
  who: operator,
  stepUp: true,
  audit: byRule('feature.switched'),
  body: json(z.object({ name: z.enum(flagNames), on: z.boolean().nullable() })),
  output,
  async handle({ world, caller, body, request }) {
    const flag = await flagOf(world, body.name)
    if (flag.from === 'environment') throw accountFaults.FLAG_IN_ENVIRONMENT()
    await transaction(world, (world) => switchAndRecord(world, caller, body, request.id))
    forgetFlags(world)
    return shown(world)
  },
})

async function shown(world: World) {
  const flags = await featuresOf(world)
  return {
    flags: flags.map(({ isOn, ...flag }) => ({ ...flag, title: flagTitles[flag.name], on: isOn })),
    csrf: csrfCounts(world),
  }
}

async function flagOf(world: World, name: FlagName): Promise<Flag> {
  return (await featuresOf(world)).find((flag) => flag.name === name)!
}

async function switchAndRecord(
  world: World,
  { accountId, actor }: Caller,
  { name, on }: { name: FlagName; on: boolean | null },
  requestId: string,
): Promise<void> {
  await switchFlag(world, name, on)
  await record(world, { action: 'feature.switched', accountId, actor, requestId, detail: { name, on } })
}

export const flagRoutes = [show, put]
