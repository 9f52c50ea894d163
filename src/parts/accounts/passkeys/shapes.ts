import { z } from 'zod'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

const bytes = z.string().regex(/^[A-Za-z0-9_-]+$/, { error: 'wants base64url' })
const credential = {
  id: bytes.max(1500),
  rawId: bytes.max(1500),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
}

/** A credential as `PublicKeyCredential.toJSON()` gives it, of a new passkey. */
export const creationAnswer = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes.max(10_000),
      attestationObject: bytes.max(40_000),
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  })
  .transform((answer) => ({ ...answer, clientExtensionResults: {} }) as RegistrationResponseJSON)

/** The same of a passkey that signed. */
export const assertionAnswer = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes.max(10_000),
      authenticatorData: bytes.max(10_000),
      signature: bytes.max(5000),
      userHandle: z.string().max(200).nullish(),
    }),
  })
  .transform((answer) => ({ ...answer, clientExtensionResults: {} }) as AuthenticationResponseJSON)

/** Options of WebAuthn go to the browser as the standard writes them. */
export const optionsShape = z.object({
  challenge: z.string(),
  timeout: z.number().optional(),
  rpId: z.string().optional(),
  rp: z.object({ id: z.string().optional(), name: z.string() }).optional(),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }).optional(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })).optional(),
  excludeCredentials: z.array(named()).optional(),
  allowCredentials: z.array(named()).optional(),
  userVerification: z.string().optional(),
  authenticatorSelection: z
    .object({
      residentKey: z.string().optional(),
      requireResidentKey: z.boolean().optional(),
      userVerification: z.string().optional(),
    })
    .optional(),
  attestation: z.string().optional(),
  extensions: z.object({ credProps: z.boolean().optional() }).optional(),
  hints: z.array(z.string()).optional(),
})

function named() {
  return z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).optional() })
}
