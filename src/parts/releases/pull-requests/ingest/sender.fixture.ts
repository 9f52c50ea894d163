import { internalApiKey, testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import type { Environment } from '../../../../kit/settings.ts'
import { signatureOf } from '../../envelope/signatures.ts'

const secret = "It's a Secret to Everybody that is long enough"

export const signedWorld = (environment: Environment = {}): Promise<TestWorld> =>
  testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: secret, ...environment } })

export type Told = Readonly<Record<string, unknown>>

/** What an answer may hold; the tests look at what they ask for. */
export interface Answered {
  id?: string
  prNumber?: number
  message?: string
  repository?: string
  title?: string
  state?: string
  headSha?: string | null
  facts?: string
  change?: { state: string; totals: Record<string, number>; measures: Record<string, unknown> } | null
  risk?: {
    probability: number
    isProvisional: boolean
    isCalibrated: boolean
    index: { percentile: number; of: number } | null
  } | null
  findings?: { id: string; paths: string[]; count: number }[]
  check?: { conclusion: string; title: string }
  isReplay?: boolean
  records?: {
    id: string
    headSha: string | null
    isHead: boolean
    facts: string
    changedFilesCount: number
    sensitivePathsCount: number
    riskScore: number
    computedRiskScore: number
    metadata: unknown
    probability: number | null
  }[]
  latestRiskScore?: number
  latestComputedRiskScore?: number
  totalAnalyses?: number
  repositories?: string[]
  violations?: { at: string; wants: string }[]
  position?: number
  label?: string
  outcomes?: { kind: string; byNumber: number | null; source: string }[]
  pullRequests?: {
    prNumber: number
    repository: string
    state: string
    level: string | null
    isBroken: boolean
  }[]
  nextCursor?: string | null
  [more: string]: unknown
}

interface How {
  /** Null: none. Default: the right one. */
  signature?: string | null
  headers?: Record<string, string>
  path?: string
  contentType?: string
}

export async function post(
  world: TestWorld,
  content: string | Uint8Array,
  { signature, headers = {}, path = '/internal/pr-intel/ingest', contentType = 'application/json' }: How = {},
): Promise<{ status: number; body: Answered }> {
  const given = signature === undefined ? signatureOf(secret, Buffer.from(content)) : signature
  const request = new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      ...(given !== null && { 'x-hub-signature-256': given }),
      ...headers,
    },
    body: typeof content === 'string' ? content : Buffer.from(content),
  })
  const response = await world.app.fetch(request)
  return { status: response.status, body: (await response.json()) as Answered }
}

/** Signed, as a CI sends it. */
export const ingest = (world: TestWorld, body: Told, how: How = {}) => post(world, JSON.stringify(body), how)

export async function get(
  world: TestWorld,
  path: string,
  key = internalApiKey,
): Promise<{ status: number; body: Answered }> {
  const request = new Request(`http://localhost:3000${path}`, { headers: { 'x-api-key': key } })
  const response = await world.app.fetch(request)
  return { status: response.status, body: (await response.json()) as Answered }
}

/** With a key, as a console or a deployment does. */
export const send = (world: TestWorld, method: string, path: string, body: Told) =>
  world.app
    .fetch(
      new Request(`http://localhost:3000${path}`, {
        method,
        headers: { 'x-api-key': internalApiKey, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
    .then(async (response) => ({ status: response.status, body: (await response.json()) as Answered }))
