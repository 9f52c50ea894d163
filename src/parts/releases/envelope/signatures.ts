import { createHmac } from 'node:crypto'
import { sameSecret } from '../../../kit/hash.ts'
import type { Signatures } from '../../../kit/part.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { countRefusedSignature } from './refusals.ts'
import { releaseSettings } from '../settings.ts'

const header = 'x-hub-signature-256'
const signer = 'PR_INTEL_WEBHOOK_SECRET'
const form = /^sha256=[0-9a-f]{64}$/

/** Whoever knows PR_INTEL_WEBHOOK_SECRET sends for the home account, and may nothing else than send. */
export const signatures: Signatures = {
  isGiven(world, asked) {
    const given = asked.header(header)
    if (given === undefined) return 'none'
    if (secretsOf(world).length === 0) return 'no secret'
    return form.test(given) ? 'given' : 'malformed'
  },
  refused: countRefusedSignature,
  async callerOf(world, asked, raw) {
    const given = asked.header(header) ?? ''
    if (!secretsOf(world).some((secret) => sameSecret(given, signatureOf(secret, raw)))) return null
    const { homeAccountId } = await deployment(as(world, { role: 'app' }))
    return {
      accountId: homeAccountId,
      actor: { kind: 'internal', id: signer },
      scopes: ['releases:write'],
    }
  },
}

/** Whether the body alone says who sends, so that whoever recorded it can send it again. */
export const isSigned = ({ actor }: Caller): boolean => actor.id === signer

const secretsOf = (world: World): readonly string[] => world.settings(releaseSettings).webhookSecrets

/** As GitHub signs its deliveries: `sha256=` and the HMAC-SHA256 of the raw body, in lower-case hex. */
export const signatureOf = (secret: string, raw: Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`
