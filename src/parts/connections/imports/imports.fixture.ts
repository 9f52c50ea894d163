import { alice } from '../../../../tests/support/cast.ts'
import {
  internalApiKey,
  testWorld,
  type TestWorld,
  type TestWorldOptions,
} from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { makeFernet } from '../../vault/legacy/fernet.fixture.ts'
import type { ImportReport } from './import-rows.ts'
import { type AuthRow, keyOfSource } from './source-002.ts'

export const encryptionKey = 'test-encryption-key-002'
export const operatorKey = 'kho_operator-key-of-the-test-suite'
/** 2026-01-01T06:00:00Z: six hours after the world begins. */
export const sixHours = 1_767_247_200

export const key = await keyOfSource(encryptionKey)

export const aRow = (changes: Partial<AuthRow> & { access?: string; refresh?: string } = {}): AuthRow => {
  const { access = 'source-access', refresh = 'source-refresh', ...rest } = changes
  return {
    id: '1',
    athleteId: '12345',
    accessToken: makeFernet(key, access),
    refreshToken: makeFernet(key, refresh),
    expiresAt: String(sixHours),
    ...rest,
  }
}

export const importWorld = (options: TestWorldOptions = {}): Promise<TestWorld> =>
  testWorld({ ...options, environment: { KEYHOLD_OPERATOR_KEY: operatorKey, ...options.environment } })

export interface Answered {
  status: number
  body: ImportReport & { code?: string; violations?: unknown }
  text: string
}

export const post = (
  world: TestWorld,
  rows: readonly unknown[],
  body: object = { encryptionKey },
  secret = operatorKey,
) => postTo(world, '002', { rows, ...body }, secret)

/** Sends rows of another source. */
export async function postTo(world: TestWorld, source: string, body: object, secret = operatorKey) {
  const response = await world.app.fetch(
    new Request(`http://localhost:3000/api/imports/${source}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    { remoteAddress: '127.0.0.1' },
  )
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text), text } as Answered
}

export const countsOf = ({ body: { read, imported, renewed, unchanged, failures } }: Answered) => ({
  read,
  imported,
  renewed,
  unchanged,
  failed: failures.length,
})
export const none = { read: 1, imported: 0, renewed: 0, unchanged: 0, failed: 0 }

/** The home account's connections, each with its user's name, oldest first. */
export async function storedOf(world: TestWorld) {
  const { accountId } = await alice(world)
  return as(world, { role: 'app', accountId }).sql<{
    id: string
    kind: string
    provider: string
    account: string
    status: string
    userId: string
    label: string | null
    scopes: string[]
  }>`select c.id, c.kind, c.provider, c.provider_subject as account, c.status, s.external_id as "userId", c.label, c.scopes
    from connections c join subjects s on s.id = c.subject_id order by c.created_at, c.id`
}

/** The home account's connections, with what they are read as. */
export async function stored(world: TestWorld) {
  const { accountId } = await alice(world)
  const rows = await as(world, { role: 'app', accountId }).sql<{
    id: string
    kind: string
    provider: string
    athlete: string
    status: string
    isDirect: boolean
    expiresAt: Date
  }>`select id, kind, provider, provider_subject as athlete, status, subject_id = account_id as "isDirect", access_expires_at as "expiresAt" from connections order by created_at`
  return rows
}

export const tokenOf = async (
  world: TestWorld,
  id: string,
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await world.app.fetch(
    new Request(`http://localhost:3000/api/connections/${id}/token`, {
      headers: { 'x-api-key': internalApiKey },
    }),
  )
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
