import type { KMSClient } from '@aws-sdk/client-kms'
import type { HttpClient } from '../../../kit/http-client.ts'
import type { World } from '../../../kit/world.ts'
import { backOffMilliseconds, type Patience, Pause, usualPatience } from './patience.ts'
import { sendingThrough } from './sending.ts'
import type { KmsConfig } from './settings.ts'
import { isPassing, kmsTrouble, NoAnswer, pausedTrouble } from './trouble.ts'

/** What a KMS call needs of the world: also a command that has no database yet. */
export type Outside = Pick<World, 'now' | 'wait' | 'random'> & { http: HttpClient }

/** One key at AWS KMS. Every call ends within 20 s. @throws KeyringError with the reason, words and cure */
export interface Kms {
  /** As configured: id, ARN or alias. */
  keyId: string
  /**
   * A new key of 32 bytes, drawn and wrapped by KMS in one call; whoever takes it wipes it.
   * @param context ids only: AWS logs it in clear
   */
  drawKey(context: Record<string, string>): Promise<{ keyArn: string; plaintext: Buffer; ciphertext: Buffer }>
  /** For a key that is there already and is to be wrapped anew. */
  encrypt(
    plaintext: Uint8Array,
    context: Record<string, string>,
  ): Promise<{ keyArn: string; ciphertext: Buffer }>
  /** Opens what this key wrapped with exactly this context, and nothing of another key. */
  decrypt(
    ciphertext: Uint8Array,
    context: Record<string, string>,
  ): Promise<{ keyArn: string; plaintext: Buffer }>
}

type Sdk = typeof import('@aws-sdk/client-kms')

export function awsKms(outside: Outside, config: KmsConfig, patience: Patience = usualPatience): Kms {
  const { keyId: KeyId } = config
  const pause = new Pause(patience)
  let opened: Promise<{ sdk: Sdk; client: KMSClient }> | undefined
  const call = <T>(send: (client: KMSClient, sdk: Sdk) => Promise<T>): Promise<T> =>
    patiently(outside, config, patience, pause, async () => {
      const { sdk, client } = await (opened ??= openClient(outside, config, patience))
      return inTime(outside, patience, () => send(client, sdk))
    })
  return {
    keyId: KeyId,
    async drawKey(EncryptionContext) {
      const answer = await call((client, { GenerateDataKeyCommand }) =>
        client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext })),
      )
      const plaintext = Buffer.from(answer.Plaintext!)
      answer.Plaintext!.fill(0)
      return { keyArn: answer.KeyId!, plaintext, ciphertext: Buffer.from(answer.CiphertextBlob!) }
    },
    async encrypt(Plaintext, EncryptionContext) {
      const answer = await call((client, { EncryptCommand }) =>
        client.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext })),
      )
      return { keyArn: answer.KeyId!, ciphertext: Buffer.from(answer.CiphertextBlob!) }
    },
    async decrypt(CiphertextBlob, EncryptionContext) {
      const answer = await call((client, { DecryptCommand }) =>
        client.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext })),
      )
      const plaintext = Buffer.from(answer.Plaintext!)
      answer.Plaintext!.fill(0)
      return { keyArn: answer.KeyId!, plaintext }
    },
  }
}

/** Only here is the SDK loaded: 50 ms and 28 MB that a deployment without KMS does not pay for. */
async function openClient(
  outside: Outside,
  { region, origin, credentials }: KmsConfig,
  { attemptMilliseconds }: Patience,
): Promise<{ sdk: Sdk; client: KMSClient }> {
  const sdk = await import('@aws-sdk/client-kms')
  const client = new sdk.KMSClient({
    region,
    endpoint: origin,
    ignoreConfiguredEndpointUrls: true,
    // We ask again ourselves: the SDK's own patience knows neither our breaker nor our deadline.
    maxAttempts: 1,
    requestHandler: sendingThrough(outside, attemptMilliseconds),
    ...(credentials && { credentials }),
  })
  return { sdk, client }
}

async function patiently<T>(
  outside: Outside,
  config: KmsConfig,
  patience: Patience,
  pause: Pause,
  ask: () => Promise<T>,
): Promise<T> {
  const endsAt = outside.now().getTime() + patience.callMilliseconds
  for (let attempt = 1; ; attempt++) {
    const held = pause.hold(outside.now())
    if (held) throw attempt === 1 ? pausedTrouble(config, held) : held
    try {
      const answer = await ask()
      pause.answered()
      return answer
    } catch (error) {
      const trouble = kmsTrouble(error, config)
      if (!isPassing(trouble)) {
        pause.answered()
        throw trouble
      }
      pause.failed(outside.now(), trouble)
      const wait = backOffMilliseconds(outside, patience, attempt)
      const isOver = outside.now().getTime() + wait + patience.attemptMilliseconds > endsAt
      if (attempt >= patience.attempts || isOver) throw trouble
      await outside.wait(wait)
    }
  }
}

/** Looking for credentials is the SDK's own business, and may take as long as it likes. */
async function inTime<T>(
  outside: Outside,
  { attemptMilliseconds }: Patience,
  send: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const tooLate = outside.wait(attemptMilliseconds, ended.signal).then(() => {
    throw new NoAnswer(`no answer in ${attemptMilliseconds} ms`)
  })
  try {
    return await Promise.race([send(), tooLate])
  } finally {
    ended.abort()
    tooLate.catch(() => undefined) // it lost the race
  }
}
