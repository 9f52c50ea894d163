import { z } from 'zod'
import { hoursAfter } from '../../../kit/duration.ts'
import { faults } from '../../../kit/fault.ts'
import { type Caller, json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { summaryOf, switchOff, switchOn } from './store.ts'

const shown = z.object({
  enabled: z.boolean().describe("Whether this account's users are written to."),
  hasServer: z.boolean().describe('Whether this deployment sends mail at all.'),
  lastDay: z.object({ sent: z.number(), waiting: z.number(), failed: z.number() }),
  lastReason: z.string().nullable(),
})

/** It is about all users of the account. */
function refuseBound({ boundSubjectId }: Caller): void {
  if (boundSubjectId) throw faults.FORBIDDEN({ needs: 'a key that is bound to no user' })
}

async function stateOf(world: World): Promise<z.input<typeof shown>> {
  const { isOff, lastReason, ...lastDay } = await summaryOf(world, hoursAfter(world.now(), -24))
  return { enabled: !isOff, hasServer: world.mail !== null, lastDay, lastReason }
}

const show = route({
  method: 'GET',
  path: '/api/reminders',
  summary: 'Whether users are told by mail that a connection needs them, and how that went in the last day.',
  who: scope('connections:read'),
  audit: noAudit('shows counts'),
  output: { kind: 'schema', schema: shown },
  async handle({ world, caller }) {
    refuseBound(caller)
    return stateOf(world)
  },
})

const change = route({
  method: 'PUT',
  path: '/api/reminders',
  summary: 'Switches mail to your users on or off.',
  who: scope('connections:write'),
  audit: recorded('reminders.switched', 'account'),
  body: json(z.object({ enabled: z.boolean() })),
  output: { kind: 'schema', schema: shown },
  async handle({ world, caller, body }) {
    refuseBound(caller)
    if (body.enabled) await switchOn(world)
    else await switchOff(world, caller.accountId)
    return stateOf(world)
  },
})

export const reminderRoutes = [show, change]
