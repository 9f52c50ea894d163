import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** An authenticator in software (ES256, attestation "none"), with the browser around it. */
export interface SoftwarePasskey {
  id: string
  /** How often it signed, as it says itself; a test may set it back. */
  signCount: number
  /** What `navigator.credentials.create` answers to such options. */
  create(options: { challenge: string }, how?: How): RegistrationResponseJSON
  /** What `navigator.credentials.get` answers to such options. */
  get(options: { challenge: string }, how?: How): AuthenticationResponseJSON
}

/** What can be wrong with an answer, or unusual. */
export interface How {
  /** Of the page. Default http://localhost:3000. */
  origin?: string
  /** The domain the key is for. Default localhost. */
  rpId?: string
  /** It looked at its owner (a PIN, a finger). Default true. */
  isVerified?: boolean
  userHandle?: string
  /** An attestation statement of another format, in CBOR. Default "none". */
  attestation?: Buffer
}

export function softwarePasskey(signCount = 0): SoftwarePasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  const passkey: SoftwarePasskey = {
    id,
    signCount,
    create({ challenge }, how = {}) {
      const attested = Buffer.concat([
        Buffer.alloc(16),
        u16(credentialId.length),
        credentialId,
        coseKey(publicKey),
      ])
      const authData = authenticatorData(passkey.signCount, how, attested)
      return {
        ...base(id),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, how),
          attestationObject: attestationObject(authData, how).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get({ challenge }, how = {}) {
      if (passkey.signCount > 0) passkey.signCount += 1
      const authData = authenticatorData(passkey.signCount, how)
      const clientDataJSON = clientData('webauthn.get', challenge, how)
      return {
        ...base(id),
        response: {
          clientDataJSON,
          authenticatorData: authData.toString('base64url'),
          signature: signature(privateKey, authData, clientDataJSON),
          ...(how.userHandle !== undefined && {
            userHandle: Buffer.from(how.userHandle).toString('base64url'),
          }),
        },
      }
    },
  }
  return passkey
}

const base = (id: string) => ({ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} })

const clientData = (type: string, challenge: string, { origin = 'http://localhost:3000' }: How): string =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url')

const present = 0x01
const verified = 0x04
const hasAttested = 0x40

function authenticatorData(
  signCount: number,
  { rpId = 'localhost', isVerified = true }: How,
  attested = Buffer.alloc(0),
): Buffer {
  const flags = present | (isVerified ? verified : 0) | (attested.length > 0 ? hasAttested : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(signCount)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count, attested])
}

function signature(privateKey: KeyObject, authData: Buffer, clientDataJSON: string): string {
  const clientDataHash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest()
  const signing = createSign('sha256').update(authData).update(clientDataHash)
  return signing.sign(privateKey).toString('base64url')
}

/** The statement's format is `packed` where one is given. */
function attestationObject(authData: Buffer, { attestation }: How): Buffer {
  const [format, statement] = attestation ? ['packed', attestation] : ['none', Buffer.from([0xa0])]
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text(format),
    text('attStmt'),
    statement,
    text('authData'),
    bytes(authData),
  ])
}

/** COSE (RFC 9053): kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' })
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01])
  const coordinate = (label: number, value: string) =>
    Buffer.concat([Buffer.from([label]), bytes(Buffer.from(value, 'base64url'))])
  return Buffer.concat([head, coordinate(0x21, x!), coordinate(0x22, y!)])
}

// CBOR (RFC 8949), as much of it as is needed.
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
/** At most 23 bytes. */
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])
/** 24 and more, in as few bytes as can be: keys are written anew and compared by length. */
const bytes = (value: Buffer): Buffer => {
  const head =
    value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, ...u16(value.length)])
  return Buffer.concat([head, value])
}
/** A statement that names a certificate, as security keys of makers send it. */
export const packedStatement = (certificate: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0xa3]),
    text('alg'),
    Buffer.from([0x26]),
    text('sig'),
    bytes(randomBytes(70)),
    text('x5c'),
    Buffer.from([0x81]),
    bytes(certificate),
  ])
