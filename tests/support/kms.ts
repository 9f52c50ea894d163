import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'node:test'
import { isSignedBy, signatureIn } from './kms-signature.ts'

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport'

/** What KMS was asked for, after its signature was found good. */
export interface KmsCall {
  operation: string
  keyId: string | undefined
  context: Record<string, string>
}

/** What befalls the next call instead of an answer. */
export type Mishap = 'none' | 'denied' | 'throttled' | 'internal' | 'hangs' | 'resets' | 'garbled'

export interface TestKms {
  url: string
  region: string
  /** The first key's ARN. */
  keyArn: string
  /** Settings of a process that uses that key. */
  environment: Record<string, string>
  /** Every call that was signed well, refused or not. */
  calls: KmsCall[]
  /** Calls that were not signed well, by the error they got. */
  unsigned: string[]
  addKey(): string
  setState(keyArn: string, state: KeyState): void
  /** Refuses this operation to everybody. */
  deny(operation: string): void
  allow(operation: string): void
  /** The next calls meet these, in turn. */
  next(...mishaps: Mishap[]): void
  /** The port is closed; `up` opens the same one again. */
  down(): Promise<void>
  up(): Promise<void>
}

const account = '123456789012'
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7KEYHOLD',
  secretAccessKey: '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',
  sessionToken: 'FwoGZXIvYXdzEKeyholdSessionOfTheSuite==',
}
// What AWS allows.
const skewMilliseconds = 5 * 60_000

interface Key {
  material: Buffer
  state: KeyState
}

/** An error in the shape KMS gives it. */
class Refusal extends Error {
  readonly type: string
  readonly status: number
  constructor(type: string, message = '', status = 400) {
    super(message)
    this.type = type
    this.status = status
  }
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/**
 * AWS KMS as far as we use it, on loopback: JSON 1.1, signatures computed anew from the secret, real AES-256-GCM with the
 * encryption context as additional data, key states, refusals in the real shapes. Ends with the test.
 */
export async function startKms({ region = 'eu-west-1' } = {}): Promise<TestKms> {
  const keys = new Map<string, Key>()
  const aliases = new Map<string, string>()
  const denied = new Set<string>()
  const mishaps: Mishap[] = []
  const calls: KmsCall[] = []
  const unsigned: string[] = []
  const addKey = (): string => {
    const arn = `arn:aws:kms:${region}:${account}:key/${randomUUID()}`
    keys.set(arn, { material: randomBytes(32), state: 'Enabled' })
    return arn
  }
  const keyArn = addKey()
  aliases.set('alias/keyhold', keyArn)

  const keyFor = (operation: string, keyId: string | undefined): [arn: string, key: Key] => {
    const arn =
      [...keys.keys()].find((each) => each === keyId || each.endsWith(`/${keyId}`)) ??
      aliases.get(keyId ?? '')
    const key = arn === undefined ? undefined : keys.get(arn)
    if (denied.has(operation))
      throw new Refusal(
        'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/keyhold/1 is not authorized to perform: kms:${operation} on resource: ${arn ?? keyId}`,
      )
    if (arn === undefined || !key) throw new Refusal('NotFoundException', `Key '${keyId}' does not exist`)
    if (key.state === 'Disabled') throw new Refusal('DisabledException', `${arn} is disabled.`)
    if (key.state === 'PendingDeletion')
      throw new Refusal('KMSInvalidStateException', `${arn} is pending deletion.`)
    if (key.state === 'PendingImport')
      throw new Refusal('KMSInvalidStateException', `${arn} is pending import.`)
    return [arn, key]
  }

  const operations: Record<string, (asked: Asked) => object> = {
    GenerateDataKey({ KeyId, KeySpec, EncryptionContext = {} }) {
      const [arn, key] = keyFor('GenerateDataKey', KeyId)
      if (KeySpec !== 'AES_256')
        throw new Refusal('ValidationException', 'keys of 32 bytes are all we ask for')
      const plaintext = randomBytes(32)
      const blob = encrypt(arn, key, plaintext, EncryptionContext)
      return { Plaintext: plaintext.toString('base64'), CiphertextBlob: blob.toString('base64'), KeyId: arn }
    },
    Encrypt({ KeyId, Plaintext = '', EncryptionContext = {} }) {
      const [arn, key] = keyFor('Encrypt', KeyId)
      const blob = encrypt(arn, key, Buffer.from(Plaintext, 'base64'), EncryptionContext)
      return { CiphertextBlob: blob.toString('base64'), KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
    },
    Decrypt({ KeyId, CiphertextBlob = '', EncryptionContext = {} }) {
      const blob = Buffer.from(CiphertextBlob, 'base64')
      const by = blob.toString('utf8', 1, 1 + (blob[0] ?? 0))
      if (!keys.has(by)) throw new Refusal('InvalidCiphertextException')
      const [arn, key] = keyFor('Decrypt', KeyId ?? by)
      if (arn !== by)
        throw new Refusal(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        )
      const plaintext = decrypt(arn, key, blob, EncryptionContext)
      return { Plaintext: plaintext.toString('base64'), KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
    },
  }

  const answer = (request: IncomingMessage, body: Buffer): object => {
    try {
      checkSigned(request, body, region)
    } catch (error) {
      unsigned.push((error as Refusal).type)
      throw error
    }
    const operation = /^TrentService\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1] ?? ''
    const asked = JSON.parse(body.toString()) as Asked
    calls.push({ operation, keyId: asked.KeyId, context: asked.EncryptionContext ?? {} })
    const run = operations[operation]
    if (!run) throw new Refusal('UnknownOperationException')
    return run(asked)
  }

  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const mishap = mishaps.shift()
    if (mishap === 'hangs') return
    if (mishap === 'resets') return void request.socket.resetAndDestroy()
    try {
      if (mishap === 'garbled') return void response.end('<html>a proxy</html>')
      if (mishap === 'throttled')
        throw new Refusal('ThrottlingException', 'You have exceeded the rate at which you may call KMS.')
      if (mishap === 'denied') throw new Refusal('AccessDeniedException', 'not authorized')
      if (mishap === 'internal') throw new Refusal('KMSInternalException', '', 500)
      reply(response, 200, answer(request, body))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { type, message, status } = error
      reply(response, status, { __type: type, ...(message && { message }) })
    }
  })
  const port = await listen(server, 0)
  ends.push(() => close(server))
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    region,
    keyArn,
    environment: {
      KEYHOLD_KEYRING: 'aws-kms',
      KEYHOLD_MASTER_KEY: '',
      KMS_KEY_ID: keyArn,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_KMS: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    },
    calls,
    unsigned,
    addKey,
    setState: (arn, state) => void (keys.get(arn)!.state = state),
    deny: (operation) => void denied.add(operation),
    allow: (operation) => void denied.delete(operation),
    next: (...befalls) => void mishaps.push(...befalls),
    down: () => close(server),
    async up() {
      await listen(server, port)
    },
  }
}

interface Asked {
  KeyId?: string
  KeySpec?: string
  Plaintext?: string
  CiphertextBlob?: string
  EncryptionContext?: Record<string, string>
}

/** Everything AWS looks at before it looks at the request itself. */
function checkSigned(request: IncomingMessage, body: Buffer, region: string): void {
  const headers = request.headers as Record<string, string | undefined>
  const claimed = signatureIn(headers.authorization)
  if (!claimed) throw new Refusal('IncompleteSignatureException', 'Authorization header is not of the form.')
  if (
    claimed.accessKeyId !== credentials.accessKeyId ||
    headers['x-amz-security-token'] !== credentials.sessionToken
  )
    throw new Refusal('UnrecognizedClientException', 'The security token included in the request is invalid.')
  if (claimed.region !== region || claimed.service !== 'kms')
    throw new Refusal(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${claimed.region}'.`,
    )
  for (const name of ['host', 'content-type', 'x-amz-date', 'x-amz-target', 'x-amz-security-token'])
    if (!claimed.signedHeaders.includes(name))
      throw new Refusal(
        'InvalidSignatureException',
        `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
      )
  const at = momentOf(headers['x-amz-date'])
  if (!headers['x-amz-date']?.startsWith(claimed.day) || Math.abs(Date.now() - at) > skewMilliseconds)
    throw new Refusal(
      'InvalidSignatureException',
      `Signature expired: ${headers['x-amz-date']} is too far from now.`,
    )
  const said = { method: request.method!, target: request.url!, headers, body }
  if (!isSignedBy(said, claimed, credentials.secretAccessKey))
    throw new Refusal(
      'InvalidSignatureException',
      `The request signature we calculated does not match. The Canonical String should have been 'x-amz-security-token:${credentials.sessionToken}'`,
    )
}

const momentOf = (text = ''): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** length of the ARN 1 | ARN | nonce 12 | ciphertext | tag 16 */
function encrypt(arn: string, key: Key, plaintext: Buffer, context: Record<string, string>): Buffer {
  const head = Buffer.concat([Buffer.from([arn.length]), Buffer.from(arn)])
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce, { authTagLength: 16 })
  cipher.setAAD(additionalData(head, context))
  return Buffer.concat([head, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function decrypt(arn: string, key: Key, blob: Buffer, context: Record<string, string>): Buffer {
  const head = blob.subarray(0, 1 + arn.length)
  if (blob.length < head.length + 12 + 16) throw new Refusal('InvalidCiphertextException')
  const nonce = blob.subarray(head.length, head.length + 12)
  const decipher = createDecipheriv('aes-256-gcm', key.material, nonce, { authTagLength: 16 })
  decipher.setAAD(additionalData(head, context))
  decipher.setAuthTag(blob.subarray(-16))
  try {
    return Buffer.concat([decipher.update(blob.subarray(head.length + 12, -16)), decipher.final()])
  } catch {
    throw new Refusal('InvalidCiphertextException') // all that AWS says, too
  }
}

const additionalData = (head: Buffer, context: Record<string, string>): Buffer =>
  Buffer.concat([
    head,
    Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1)))),
  ])

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  })
  response.end(JSON.stringify(body))
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  if (!server.listening) return
  await new Promise((resolve) => server.close(resolve))
}
