import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a request says, as it came in. */
export interface SignedRequest {
  method: string
  /** Path and query. */
  target: string
  headers: Record<string, string | undefined>
  body: Uint8Array
}

export interface Signature {
  accessKeyId: string
  /** yyyymmdd */
  day: string
  region: string
  service: string
  signedHeaders: string[]
  signature: Buffer
}

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/

export function signatureIn(authorization: string | undefined): Signature | null {
  const found = form.exec(authorization ?? '')
  if (!found) return null
  const [, accessKeyId, day, region, service, names, signature] = found as unknown as string[]
  return {
    accessKeyId: accessKeyId!,
    day: day!,
    region: region!,
    service: service!,
    signedHeaders: names!.split(';'),
    signature: Buffer.from(signature!, 'hex'),
  }
}

/** Computes the signature anew, by AWS's description of version 4 alone, and compares. */
export function isSignedBy(request: SignedRequest, claimed: Signature, secretAccessKey: string): boolean {
  const { day, region, service, signature } = claimed
  const scope = `${day}/${region}/${service}/aws4_request`
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    sha256(canonical(request, claimed.signedHeaders)),
  ].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Uint8Array>(
    hmac,
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  return timingSafeEqual(hmac(key, stringToSign), signature)
}

function canonical({ method, target, headers, body }: SignedRequest, names: readonly string[]): string {
  const [path = '/', query = ''] = target.split('?')
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
  const sortedQuery = query.split('&').sort().join('&')
  return [method, path, sortedQuery, lines.join(''), names.join(';'), sha256(body)].join('\n')
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()
