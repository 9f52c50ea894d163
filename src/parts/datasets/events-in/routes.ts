import { z } from 'zod'
import { base64url, sameSecret, sha256 } from '../../../kit/hash.ts'
import { moment } from '../../../kit/listing.ts'
import { answer, anyone, byRule, json, noAudit, operator, route } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountSettings } from '../../accounts/index.ts'
import { keyedHashes } from '../../vault/index.ts'
import { providerApp } from '../../connections/index.ts'
import { pushers } from '../catalogue.ts'
import { dataFaults } from '../faults.ts'
import { connectionsOf, deleteSubscription, findSubscription, insertHint, saveSubscription } from './store.ts'

const providerInput = z.object({
  provider: z.string().refine((id) => pushers.has(id), { error: 'posts no events that Keyhold takes' }),
})
const jobsOf = (world: World): World => as(world, { role: 'jobs' })
const baseUrlOf = (world: World, provider: string): string =>
  new URL(`/webhooks/${provider}`, world.settings(accountSettings).keyholdUrl).href

/** The last part of the address that a provider posts to: events are unsigned, and nobody else knows it. Kept nowhere. */
const secretsOf = (world: World, provider: string, clientId: string): string[] =>
  keyedHashes(world, 'lookup', `webhook ${provider} ${clientId}`).map((hash) =>
    base64url(hash.subarray(0, 24)),
  )
const callbackUrlOf = (world: World, baseUrl: string, provider: string, clientId: string): string =>
  `${baseUrl}/${secretsOf(world, provider, clientId)[0]}`
const isOurs = (world: World, provider: string, clientId: string, secret: string): boolean =>
  secretsOf(world, provider, clientId).some((known) => sameSecret(secret, known))

const addressInput = providerInput.extend({ secret: z.string().max(100) })

/** What a provider sends to see whether we are who asked. */
const handshake = route({
  method: 'GET',
  path: '/webhooks/:provider/:secret',
  summary: "Answers a provider's challenge when it carries the word that we gave it.",
  who: anyone,
  audit: noAudit('changes nothing'),
  input: addressInput.extend({
    'hub.mode': z.literal('subscribe'),
    'hub.challenge': z.string().max(500),
    'hub.verify_token': z.string().max(500),
  }),
  output: { kind: 'schema', schema: z.object({ 'hub.challenge': z.string() }) },
  async handle({ world, input }) {
    const { provider, secret } = input
    const { clientId } = providerApp(world, provider)
    if (!isOurs(world, provider, clientId, secret)) throw dataFaults.NO_SUBSCRIPTION()
    const subscription = await findSubscription(jobsOf(world), provider, clientId)
    if (!subscription || !sameSecret(sha256(input['hub.verify_token']), subscription.verifyMac))
      throw dataFaults.NO_SUBSCRIPTION()
    return { 'hub.challenge': input['hub.challenge'] }
  },
})

const whole = z.union([z.number().int(), z.string().regex(/^\d{1,20}$/)]).transform(String)

const receive = route({
  method: 'POST',
  path: '/webhooks/:provider/:secret',
  summary: 'Takes an event of a provider as a hint to look; it is answered before anything is done.',
  who: anyone,
  audit: noAudit('a hint alone; what comes of it is recorded'),
  fromElsewhere: true,
  limits: ['webhooks'],
  input: addressInput,
  body: json(
    z.object({
      object_type: z.enum(['activity', 'athlete']),
      object_id: whole,
      aspect_type: z.enum(['create', 'update', 'delete']),
      owner_id: whole,
      subscription_id: whole,
      event_time: z.number(),
      updates: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  output: { kind: 'schema', schema: z.object({ received: z.literal(true) }) },
  async handle({ world, input, body }) {
    const jobs = jobsOf(world)
    const { clientId } = providerApp(world, input.provider)
    // What is not ours is dropped without a word: whoever guesses learns nothing.
    if (!isOurs(world, input.provider, clientId, input.secret)) return { received: true }
    const subscription = await findSubscription(jobs, input.provider, clientId)
    if (subscription?.subscriptionId !== body.subscription_id) return { received: true }
    const { object_type, object_id, aspect_type, owner_id, event_time, updates } = body
    // Of somebody who is not connected there is nothing to look at, and nothing is kept.
    if ((await connectionsOf(jobs, input.provider, body.owner_id)).length === 0) return { received: true }
    // Providers post again what was not answered in time: the same event has the same id.
    const id = base64url(
      sha256(JSON.stringify([object_type, object_id, aspect_type, owner_id, event_time, updates])),
    )
    await insertHint(jobs, input.provider, id, { object_type, object_id, aspect_type, owner_id })
    return { received: true }
  },
})

const shown = z.object({
  provider: z.string(),
  callbackUrl: z.string(),
  subscriptionId: z.string().nullable(),
  createdAt: moment.nullable(),
})

const show = route({
  method: 'GET',
  path: '/api/providers/:provider/subscription',
  summary: "Whether the provider posts this deployment's events.",
  who: operator,
  audit: noAudit('shows no secret'),
  input: providerInput,
  output: { kind: 'schema', schema: shown },
  async handle({ world, input }) {
    const { clientId } = providerApp(world, input.provider)
    const found = await findSubscription(jobsOf(world), input.provider, clientId)
    return {
      provider: input.provider,
      callbackUrl: callbackUrlOf(
        world,
        found?.callbackUrl ?? baseUrlOf(world, input.provider),
        input.provider,
        clientId,
      ),
      subscriptionId: found?.subscriptionId ?? null,
      createdAt: found?.createdAt ?? null,
    }
  },
})

const subscribe = route({
  method: 'POST',
  path: '/api/providers/:provider/subscription',
  summary: 'Asks the provider to post its events here: changes and deletions are then seen within seconds.',
  who: operator,
  audit: byRule('webhook.subscribed'),
  onceShown: ['callbackUrl'],
  input: providerInput,
  output: { kind: 'schema', schema: shown },
  async handle({ world, caller, input, request }) {
    const { provider } = input
    const { clientId, clientSecrets, apiUrl } = providerApp(world, provider)
    const verifyToken = base64url(world.random(24))
    const baseUrl = baseUrlOf(world, provider)
    const callbackUrl = callbackUrlOf(world, baseUrl, provider, clientId)
    const wanted = { provider, clientId, callbackUrl: baseUrl, verifyMac: sha256(verifyToken) }
    await saveSubscription(jobsOf(world), { ...wanted, subscriptionId: null })
    const sent = await world.http.send({
      method: 'POST',
      url: new URL(`${apiUrl}/push_subscriptions`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecrets[0] ?? '',
        callback_url: callbackUrl,
        verify_token: verifyToken,
      }).toString(),
      deadlineMilliseconds: 15_000,
    })
    const subscriptionId =
      sent.kind === 'answered' ? idIn(sent.status, Buffer.from(sent.body).toString()) : null
    if (subscriptionId === null) {
      await deleteSubscription(jobsOf(world), provider, clientId)
      throw dataFaults.SUBSCRIPTION_REFUSED({
        status: sent.kind === 'answered' ? sent.status : null,
        callbackUrl,
      })
    }
    await saveSubscription(jobsOf(world), { ...wanted, subscriptionId })
    await told(world, caller, 'webhook.subscribed', provider, request.id)
    return { provider, callbackUrl, subscriptionId, createdAt: world.now() }
  },
})

const unsubscribe = route({
  method: 'DELETE',
  path: '/api/providers/:provider/subscription',
  summary: 'Asks the provider to post no more.',
  who: operator,
  audit: byRule('webhook.unsubscribed'),
  input: providerInput,
  output: { kind: 'empty' },
  async handle({ world, caller, input, request }) {
    const { clientId, clientSecrets, apiUrl } = providerApp(world, input.provider)
    const found = await findSubscription(jobsOf(world), input.provider, clientId)
    if (!found) throw dataFaults.NO_SUBSCRIPTION()
    if (found.subscriptionId !== null) {
      const url = new URL(`${apiUrl}/push_subscriptions/${encodeURIComponent(found.subscriptionId)}`)
      url.search = new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecrets[0] ?? '',
      }).toString()
      const sent = await world.http.send({ method: 'DELETE', url, deadlineMilliseconds: 15_000 })
      const isGone = sent.kind === 'answered' && (sent.status === 204 || sent.status === 404)
      if (!isGone)
        throw dataFaults.SUBSCRIPTION_REFUSED({
          status: sent.kind === 'answered' ? sent.status : null,
          callbackUrl: found.callbackUrl,
        })
    }
    await deleteSubscription(jobsOf(world), input.provider, clientId)
    await told(world, caller, 'webhook.unsubscribed', input.provider, request.id)
    return answer(null, { status: 204 })
  },
})

function idIn(status: number, text: string): string | null {
  if (status !== 201 && status !== 200) return null
  const id = /"id"\s*:\s*"?(\d{1,20})/.exec(text)?.[1]
  return id ?? null
}

const told = (
  world: World,
  caller: { accountId: string; actor: Parameters<typeof record>[1]['actor'] },
  action: string,
  provider: string,
  requestId: string,
) =>
  transaction(as(world, { role: 'app', accountId: caller.accountId }), (world) =>
    record(world, {
      action,
      accountId: caller.accountId,
      object: { kind: 'account', id: caller.accountId },
      actor: caller.actor,
      requestId,
      detail: { provider },
    }),
  )

export const eventRoutes = [handshake, receive, show, subscribe, unsubscribe]
