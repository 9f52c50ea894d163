import { z } from 'zod'
import { refused000 } from '../../../kit/fault-000.ts'
import { moment } from '../../../kit/listing.ts'
import { byRule, type Caller, json, route, scope } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { disconnect } from '../tokens/disconnect.ts'
import { inWords } from './failed.ts'
import { addresses, words } from './names.ts'
import { notFound, ownConnections, wantedUser } from './own.ts'

/** The token in the body is looked at by nobody: which connection ends is the user's and the key's matter. */
export const revokeToken = route({
  method: 'POST',
  path: addresses.revoke,
  summary: "Ends a user's connection: revoked at the provider, then deleted with its data.",
  who: scope('connections:write'),
  audit: byRule('connection.deleted'),
  dialect: '000',
  limits: ['other-functions'],
  body: json(z.object({ access_token: z.unknown().optional(), user_id: z.unknown().optional() })),
  output: {
    kind: 'schema',
    schema: z.object({ success: z.literal(true), message: z.string(), revoked_at: moment }),
  },
  async handle({ world, caller, body }) {
    if (typeof body.access_token !== 'string' || body.access_token === '')
      throw refused000(400, { error: 'Missing access token' })
    const userId = wantedUser(body.user_id)
    return inWords(world, words.notRevoked, () => revokeOf(world, caller, userId))
  },
})

async function revokeOf(world: World, caller: Caller, userId: string) {
  const own = await ownConnections(world, caller, userId)
  if (own.length === 0) throw notFound()
  for (const { id } of own) {
    const { revocation, reason } = await disconnect(world, caller, id)
    if (revocation === 'pending' || revocation === 'failed')
      throw refused000(400, { success: false, error: words.notRevoked, details: reason })
  }
  return { success: true, message: words.revoked, revoked_at: world.now() }
}
