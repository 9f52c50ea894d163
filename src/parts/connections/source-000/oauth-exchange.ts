import { z } from 'zod'
import { refused000 } from '../../../kit/fault-000.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { moment } from '../../../kit/listing.ts'
import { answer, byRule, type Caller, json, route, scope } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { externalId, findSubject, subjectFor } from '../../accounts/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { redirectUriOf } from '../connect/addresses.ts'
import { type Connected, type Grant, storeGrant } from '../connect/store-grant.ts'
import type { ConnectAttempt } from '../connect/store.ts'
import { takeCode, type Taken } from '../connect/take-code.ts'
import { connectionFaults } from '../faults.ts'
import { appOf, callable } from '../registry.ts'
import { lockConnection } from '../tokens/store.ts'
import { breaking, circuitHeader } from './circuit.ts'
import { inWords } from './failed.ts'
import { addresses, neededScope, provider as providerId } from './names.ts'
import { athleteOf } from './own.ts'

const given = z.object({
  code: z.unknown().optional(),
  userId: z.unknown().optional(),
  scope: z
    .string()
    .max(1000)
    .optional()
    .describe('What the redirect said was granted; the provider tells it nowhere else.'),
})

export const oauthExchange = route({
  method: 'POST',
  path: addresses.exchange,
  summary: 'Turns a code of the provider into a connection of a user; no token is shown.',
  who: scope('connections:write'),
  audit: byRule('connection.connected'),
  dialect: '000',
  limits: ['oauth-exchange'],
  body: json(given),
  output: {
    kind: 'schema',
    schema: z.object({
      success: z.literal(true),
      expires_at: moment.nullable(),
      athlete_id: z.union([z.number(), z.string()]),
      scope: z.string(),
    }),
  },
  async handle({ world, caller, body }) {
    const { code, userId } = wanted(body)
    const work = async () => {
      const subjectId = await whoseCode(world, caller, userId)
      const { tokens, identity, scopes } = await exchanged(world, caller, subjectId, {
        code,
        scope: body.scope ?? null,
      })
      const { state } = await breaking(world, 'exchange')
      return answer(
        {
          success: true,
          expires_at: tokens.expiresAt,
          athlete_id: athleteOf(identity.subject),
          scope: (tokens.scope ?? scopes).join(','),
        },
        { headers: circuitHeader(state) },
      )
    }
    return inWords(world, 'Token exchange failed', work, 'exchange')
  },
})

/** @throws 400 in the source's words */
function wanted({ code, userId }: z.infer<typeof given>): { code: string; userId: string } {
  const isCode = typeof code === 'string' && code !== '' && code.length <= 2000
  const isUser = externalId.safeParse(userId).success
  if (isCode && isUser) return { code, userId: userId as string }
  throw refused000(400, {
    error: 'Missing required parameters',
    details: { code: isCode, userId: isUser },
  })
}

/**
 * The user, made on first use; of a key that is bound only its own.
 * @throws 403 in the source's words, of an unknown user as of another
 */
async function whoseCode(
  world: World,
  { accountId, boundSubjectId }: Caller,
  userId: string,
): Promise<string> {
  if (!boundSubjectId) return (await subjectFor(world, accountId, userId)).id
  const found = await findSubject(world, accountId, userId)
  if (found?.id === boundSubjectId) return found.id
  throw refused000(403, {
    error: 'User ID mismatch',
    message: 'This key speaks for another user',
  })
}

async function exchanged(
  world: World,
  { accountId, actor }: Caller,
  subjectId: string,
  { code, scope }: { code: string; scope: string | null },
): Promise<Taken & { scopes: string[] }> {
  const provider = await callable(world, providerId)
  const attempt: ConnectAttempt = {
    accountId,
    id: uuidv7(world),
    sessionId: null,
    subjectId,
    provider: provider.id,
    issuer: provider.issuer,
    clientId: appOf(world, provider.id).clientId,
    redirectUri: redirectUriOf(world, provider.id),
    scopes: provider.scopes.default,
    cookieHash: Buffer.alloc(0),
    verifier: null,
    nonce: null,
    byOperator: false,
    createdAt: world.now(),
  }
  // In memory before the transaction, which others must not wait for.
  await sealerFor(world, attempt)
  const taken = await takeCode(world, {
    attempt,
    session: undefined,
    provider,
    code,
    scope,
    actor,
    lacking: (granted) => (granted.some((name) => name.startsWith(neededScope)) ? [] : [neededScope]),
    store: storeUnasked,
  })
  return { ...taken, scopes: attempt.scopes }
}

/** Nobody can be asked here, so nothing is stored that would wait for a person. */
const storeUnasked = (world: World, grant: Omit<Grant, 'owner'>): Promise<Connected> =>
  transaction(world, async (world) => {
    const connected = await storeGrant(world, { ...grant, owner: 'none' })
    if (connected.needsConsent)
      throw connectionFaults.SUPERSEDE_CONFIRMATION_NEEDED({ provider: grant.provider.id })
    const { connectionId } = connected
    if ((await lockConnection(world, connectionId))?.status === 'pending')
      throw connectionFaults.CONNECTION_PENDING({ connectionId })
    return connected
  })
