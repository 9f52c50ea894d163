import { address, Mistake, type Reading, secret, type Setting, text } from '../../../kit/settings.ts'

const isChosen = ({ environment }: Reading): boolean => environment.KEYHOLD_KEYRING === 'aws-kms'

const arnPattern = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/
const keyIdPattern = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[\w/-]+)$/

/** The region that an ARN names; `undefined` for a bare key id or alias. */
const regionIn = (keyId: string | undefined): string | undefined => arnPattern.exec(keyId ?? '')?.[1]

const keyId: Setting<string | undefined> = {
  ...text(
    'KMS_KEY_ID',
    'The key at AWS KMS: its id, ARN, alias/name or alias ARN. Wraps the root keys when KEYHOLD_KEYRING is aws-kms.',
  ),
  read(raw, reading) {
    if (raw === undefined && isChosen(reading))
      throw new Mistake(
        "is missing, and KEYHOLD_KEYRING is aws-kms; give a symmetric key's id, ARN, or alias/name",
      )
    if (raw !== undefined && !arnPattern.test(raw) && !keyIdPattern.test(raw))
      throw new Mistake(`found "${raw}", wants a key's id, its ARN, alias/name or an alias ARN`)
    return raw
  },
}

const region: Setting<string | undefined> = {
  ...text('AWS_REGION', "The region of KMS_KEY_ID, such as eu-west-1. Default: the one in the key's ARN."),
  read(raw, reading) {
    const named = regionIn(reading.environment.KMS_KEY_ID)
    if (!isChosen(reading)) return raw ?? named
    if (raw !== undefined && named !== undefined && raw !== named)
      throw new Mistake(`is ${raw}, and KMS_KEY_ID is a key of ${named}; unset it, or give a key of ${raw}`)
    if (raw === undefined && named === undefined)
      throw new Mistake(
        'is missing, and KMS_KEY_ID names no region; set it, such as us-east-1, which the old system took for granted',
      )
    if (raw !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(raw))
      throw new Mistake(`found "${raw}", wants a region such as eu-west-1`)
    return raw ?? named
  },
}

const secretAccessKey: Setting<string | undefined> = {
  ...secret('AWS_SECRET_ACCESS_KEY', 'Belongs to AWS_ACCESS_KEY_ID.'),
  read(raw, reading) {
    const hasId = Boolean(reading.environment.AWS_ACCESS_KEY_ID)
    if (isChosen(reading) && hasId !== (raw !== undefined))
      throw new Mistake(
        hasId
          ? 'is missing, and AWS_ACCESS_KEY_ID is set; set both, or neither for a role'
          : 'is set, and AWS_ACCESS_KEY_ID is missing; set both, or neither for a role',
      )
    return raw
  },
}

/** A data key of source system 000, as KMS wrapped it for that system. */
const legacyKey = (version: 1 | 2): Setting<Buffer | undefined> => ({
  ...text(
    `KMS_KEY_V${version}`,
    `Data key ${version} of the system that is moved from, wrapped by KMS_KEY_ID, base64. For its rows alone; nothing is ever sealed with it.`,
  ),
  read(raw) {
    if (raw === undefined) return undefined
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(raw))
      throw new Mistake('is no base64; give the CiphertextBlob as the old system had it, or unset it')
    return Buffer.from(raw, 'base64')
  },
})

export const kmsShape = {
  kmsKeyId: keyId,
  awsRegion: region,
  kmsEndpoint: address(
    'AWS_ENDPOINT_URL_KMS',
    'Another address of KMS, such as a VPC endpoint. Default https://kms.<region>.amazonaws.com.',
  ),
  awsAccessKeyId: text(
    'AWS_ACCESS_KEY_ID',
    'Credentials for KMS, with AWS_SECRET_ACCESS_KEY. Default: those of the role the process runs in, found by the AWS SDK.',
  ),
  awsSecretAccessKey: secretAccessKey,
  awsSessionToken: secret('AWS_SESSION_TOKEN', 'Belongs to temporary credentials.'),
  legacyKmsKey1: legacyKey(1),
  legacyKmsKey2: legacyKey(2),
}

/** Where KMS is and who asks it. */
export interface KmsConfig {
  /** As configured: id, ARN or alias. */
  keyId: string
  region: string
  /** Scheme, host and port. */
  origin: string
  /** `null`: what the SDK finds in the surroundings (role, web identity, profile). */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null
}

/** As far as the values of `kmsShape` go. */
export interface KmsValues {
  kmsKeyId: string | undefined
  awsRegion: string | undefined
  kmsEndpoint: URL | undefined
  awsAccessKeyId: string | undefined
  awsSecretAccessKey: string | undefined
  awsSessionToken: string | undefined
}

/** Of settings that were read with the keyring `aws-kms`. */
export function kmsConfig(values: KmsValues): KmsConfig {
  const { kmsKeyId: keyId, awsRegion: region, kmsEndpoint: endpoint } = values
  if (!keyId || !region) throw new Error('these settings were not read for the keyring aws-kms')
  // Always given, so that neither a profile nor another variable leads the SDK elsewhere.
  const origin =
    endpoint?.origin ?? `https://kms.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  return { keyId, region, origin, credentials: credentialsIn(values) }
}

function credentialsIn(values: KmsValues): KmsConfig['credentials'] {
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey, awsSessionToken } = values
  if (!accessKeyId || !secretAccessKey) return null
  return { accessKeyId, secretAccessKey, ...(awsSessionToken && { sessionToken: awsSessionToken }) }
}
