import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, aConnection, call, charlie, logOf } from '../../../../tests/support/cast.ts'
import { answered, gate, lost, unreachable } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { Fault } from '../../../kit/fault.ts'
import type { Caller } from '../../../kit/route.ts'
import type { Sql } from '../../../kit/sql.ts'
import { as, type World } from '../../../kit/world.ts'
import { freshToken, type FreshToken } from './fresh-token.ts'

const tokenAddress = 'POST https://strava.test/oauth/token'
const granted = (accessToken: string, refreshToken?: string) => ({
  token_type: 'Bearer',
  access_token: accessToken,
  expires_in: 21_600,
  ...(refreshToken && { refresh_token: refreshToken }),
})

const read = (world: World, caller: Caller, id: string, minValidSeconds = 300): Promise<FreshToken> =>
  freshToken(world, caller, id, { minValidSeconds, requestId: 'test' })

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof Fault) return error.code
      throw error
    },
  )

const statusOf = async (world: World, caller: Caller, id: string) => {
  const sql = world.sql.as({ role: 'app', accountId: caller.accountId })
  const [row] = await sql<{
    status: string
    reason: string | null
    generation: number
  }>`select status, reason, generation from connections where id = ${id}`
  return row
}

test('a token with life enough is answered without asking the provider', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner, { accessToken: 'still-good' })

  const token = await read(world, owner, connection.id)

  assert.equal(token.accessToken, 'still-good')
  assert.deepEqual(world.net.unforeseen, [])
})

test('two callers asking at once cause one refresh', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = world.net.answers(tokenAddress, granted('fresh', 'refresh-2'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const tokens = await Promise.all([read(world, owner, connection.id), read(world, owner, connection.id)])

  assert.deepEqual(
    tokens.map((token) => token.accessToken),
    ['fresh', 'fresh'],
  )
  assert.equal(strava.calls.length, 1)
})

test('callers of two processes asking at once cause one refresh', async () => {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  const owner = await alice(world)
  const strava = world.net.answers(tokenAddress, granted('fresh', 'refresh-2'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const tokens = await Promise.all([read(world, owner, connection.id), read(other, owner, connection.id)])

  assert.deepEqual(
    tokens.map((token) => token.accessToken),
    ['fresh', 'fresh'],
  )
  assert.equal(strava.calls.length, 1)
})

test('a token past its soft end is answered at once and refreshed behind', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const answer = gate()
  world.net.answers(tokenAddress, async () => {
    await answer.promise
    return granted('fresh', 'refresh-2')
  })
  const connection = await aConnection(world, owner, { expiresInSeconds: 600, ageSeconds: 21_000 })

  const first = await read(world, owner, connection.id)
  answer.open()
  await world.settled()
  const second = await read(world, owner, connection.id)

  assert.deepEqual([first.accessToken, second.accessToken], ['access-1', 'fresh'])
})

test('a failed refresh behind a reader is shown to nobody before the token ends', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, answered(500, 'oops'))
  const connection = await aConnection(world, owner, { expiresInSeconds: 600, ageSeconds: 21_000 })

  await read(world, owner, connection.id)
  await world.settled()
  const second = await read(world, owner, connection.id)

  assert.equal(second.accessToken, 'access-1')
})

test('a wish for longer life than can be had is answered with the token as it is when the provider is down', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, answered(503, '<html>down</html>', { 'content-type': 'text/html' }))
  const connection = await aConnection(world, owner, { expiresInSeconds: 600 })

  const token = await read(world, owner, connection.id, 3600)

  assert.equal(token.accessToken, 'access-1')
})

test('an ended token and a provider that is down are 503 with the time to wait, and one call for each step of the back-off', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = world.net.answers(tokenAddress, answered(503, 'down'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const answers = [
    await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`),
    await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [503, 'PROVIDER_UNAVAILABLE'],
      [503, 'PROVIDER_UNAVAILABLE'],
    ],
  )
  assert.ok(Number(answers[0]!.headers.get('retry-after')) >= 1)
  assert.equal(strava.calls.length, 1)
})

test('an unreachable or silent provider never ends a connection', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, unreachable, lost, answered(500, ''), granted('fresh', 'refresh-2'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const codes: string[] = []
  for (let attempt = 0; attempt < 4; attempt++) {
    codes.push(await codeOf(read(world, owner, connection.id)))
    world.advance(10)
  }

  assert.deepEqual(codes, [
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_UNAVAILABLE',
    'answered',
  ])
})

test('a refused refresh token ends in NEEDS_REAUTH within one read, and the provider is never asked again', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = world.net.answers(
    tokenAddress,
    answered(400, {
      message: 'Bad Request',
      errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
    }),
  )
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const first = await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)
  const second = await codeOf(read(world, owner, connection.id))

  assert.equal(first.status, 409)
  assert.equal(first.body.reason, 'refused')
  assert.equal(second, 'NEEDS_REAUTH')
  assert.equal(strava.calls.length, 1)
  const told = (await logOf(world, owner, connection.id)).filter(
    ({ action }) => action === 'connection.needs_reauth',
  )
  assert.equal(told.length, 1)
})

test('a refused client leaves the connection alone and is told as the deployment’s own trouble', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(
    tokenAddress,
    answered(401, {
      message: 'Authorization Error',
      errors: [{ resource: 'Application', field: 'client_id', code: 'invalid' }],
    }),
  )
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const code = await codeOf(read(world, owner, connection.id))

  assert.equal(code, 'PROVIDER_APP_REFUSED')
  assert.equal((await statusOf(world, owner, connection.id))?.status, 'active')
})

test('an answer without a refresh token goes on with the one presented', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = world.net.answers(tokenAddress, granted('fresh'), granted('fresher'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1, refreshToken: 'kept' })

  await read(world, owner, connection.id)
  world.advance(21_700)
  await read(world, owner, connection.id)

  assert.deepEqual(
    strava.calls.map(({ form }) => form.get('refresh_token')),
    ['kept', 'kept'],
  )
})

test('a rotated refresh token is the one presented next', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = world.net.answers(
    tokenAddress,
    granted('fresh', 'refresh-2'),
    granted('fresher', 'refresh-3'),
  )
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  await read(world, owner, connection.id)
  world.advance(21_700)
  await read(world, owner, connection.id)

  assert.deepEqual(
    strava.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-2'],
  )
})

test('a provider that hands the same token back is no error', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, { ...granted('access-1', 'refresh-1'), expires_in: 1000 })
  const connection = await aConnection(world, owner, { expiresInSeconds: 1000 })

  const token = await read(world, owner, connection.id, 3600)

  assert.equal(token.accessToken, 'access-1')
})

test('a 2xx that is no token is kept, sealed, and counts as an unknown outcome', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, answered(200, '{"access_tok'))
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const code = await codeOf(read(world, owner, connection.id))

  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  const [kept] = await sql<{
    state: string
    raw: Buffer
  }>`select state, raw from token_version where connection_id = ${connection.id} and generation = 2`
  assert.equal(code, 'PROVIDER_UNAVAILABLE')
  assert.equal(kept?.state, 'unparsed')
  assert.ok(!kept.raw.includes('access_tok'))
})

test('scopes that shrank are stored and told', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers('POST https://google.test/token', { ...granted('fresh'), scope: 'openid' })
  const connection = await aConnection(world, owner, { provider: 'google', expiresInSeconds: -1 })

  const token = await read(world, owner, connection.id)

  assert.deepEqual(token.scopes, ['openid'])
  assert.ok((await logOf(world, owner, connection.id)).some(({ action }) => action === 'scope.changed'))
})

test('a stranger’s connection and a missing one look the same', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const stranger = await charlie(world)
  const connection = await aConnection(world, owner)
  await read(world, owner, connection.id)

  const foreign = await call(world, stranger.key, 'GET', `/api/connections/${connection.id}/token`)
  const missing = await call(
    world,
    stranger.key,
    'GET',
    '/api/connections/01a1fcdf-0000-7000-8000-000000000000/token',
  )

  assert.equal(foreign.status, 404)
  assert.deepEqual({ ...foreign.body, requestId: '' }, { ...missing.body, requestId: '' })
})

test('a connection that is not confirmed gives no token', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  await world.sql.as({
    role: 'app',
    accountId: owner.accountId,
  })`update connections set status = 'pending' where id = ${connection.id}`

  assert.equal(await codeOf(read(world, owner, connection.id)), 'CONNECTION_PENDING')
})

test('a token that was warm in memory does not leave once its connection has ended elsewhere', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  await read(world, owner, connection.id)
  await world.sql.as({
    role: 'app',
    accountId: owner.accountId,
  })`update connections set status = 'closing' where id = ${connection.id}`

  assert.equal(await codeOf(read(world, owner, connection.id)), 'CONNECTION_NOT_FOUND')
})

test('a token that was warm in memory when its user was erased elsewhere is a missing one', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const { id, subjectId } = await aConnection(world, owner)
  await read(world, owner, id)
  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  await sql`delete from connections where id = ${id}`
  await sql`delete from subject_salt where subject_id = ${subjectId}`
  world.advance(61)

  const code = await codeOf(read(world, owner, id))

  assert.equal(code, 'CONNECTION_NOT_FOUND')
})

/** Another process, in which a user is erased after its secrets were read and before the first of them is opened. */
async function erasingWorld(
  world: TestWorld,
  { accountId }: Caller,
  made: { id: string; subjectId: string },
) {
  const other = await testWorld({ beside: world })
  const { sql: real } = other
  const erase = async () => {
    // So late that those who end a connection wait for nobody's refresh any more.
    other.advance(3600)
    const sql = real.as({ role: 'app', accountId })
    await sql`delete from connections where id = ${made.id}`
    await sql`delete from subject_salt where subject_id = ${made.subjectId}`
  }
  let isErased: Promise<void> | undefined
  const sql = preceded(real, async (text) => {
    if (text.includes('select salt')) await (isErased ??= erase())
  })
  return { ...other, sql, isErased: () => isErased !== undefined }
}

for (const [what, expiresInSeconds] of [
  ['a token', 3600],
  ['a refresh token', -1],
] as const)
  test(`${what} whose user is erased between its read and its opening is a missing one`, async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const connection = await aConnection(world, owner, { expiresInSeconds })
    const other = await erasingWorld(world, owner, connection)

    const code = await codeOf(read(other, owner, connection.id))

    assert.ok(other.isErased())
    assert.equal(code, 'CONNECTION_NOT_FOUND')
    assert.deepEqual(world.net.unforeseen, [])
  })

/** Before each statement something else happens. */
const preceded = (sql: Sql, first: (text: string) => Promise<void>): Sql =>
  Object.assign(
    async <Row extends object>(text: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> => {
      await first(text.join('?'))
      return sql<Row>(text, ...values)
    },
    {
      as: (context: Parameters<Sql['as']>[0]) => preceded(sql.as(context), first),
      transaction: <T>(work: (sql: Sql) => Promise<T>) => sql.transaction(work),
    },
  )

test('a key revoked by another process releases nothing, although this one still knows it', async () => {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  const path = `/api/connections/${connection.id}/token`
  await call(world, owner.key, 'GET', path)

  await other.sql.as({
    role: 'app',
    accountId: owner.accountId,
  })`update api_keys set revoked_at = ${world.now()}, version = version + 1 where account_id = ${owner.accountId}`
  const answer = await call(world, owner.key, 'GET', path)

  assert.equal(answer.status, 401)
})

test('each read leaves one durable entry, equal reads of one moment one entry with their count', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  await read(world, owner, connection.id)

  await Promise.all(Array.from({ length: 20 }, () => read(world, owner, connection.id)))

  const entries = (await logOf(world, owner, connection.id)).filter(({ action }) => action === 'token.read')
  assert.equal(
    entries.reduce((sum, { n }) => sum + n, 0),
    21,
  )
})

test('two ciphertexts swapped in the database open nowhere, and the log says so', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const [mine, other] = [
    await aConnection(world, owner, { providerSubject: 'a' }),
    await aConnection(world, owner, { providerSubject: 'b', accessToken: 'theirs' }),
  ]
  await tamper(
    world.ownerUrl,
    owner.accountId,
    `update token_version a set access_token = b.access_token from token_version b where a.connection_id = '${mine.id}' and b.connection_id = '${other.id}'`,
  )

  const code = await codeOf(read(world, owner, mine.id))

  assert.equal(code, 'SECRET_UNREADABLE')
  const refused = (await logOf(world, owner, mine.id)).find(({ action }) => action === 'secret.refused')
  assert.match(refused?.detail ?? '', /TAMPERED/)
})

/** As the owner of the tables, who is bound by row-level security too and so first gives itself a way in. */
async function tamper(ownerUrl: string, accountId: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(
    `alter table token_version no force row level security; select set_config('app.account_id', '${accountId}', false)`,
  )
  await client.query(statement)
  await client.query('alter table token_version force row level security')
  await client.end()
}

test('with a log that cannot be written no token leaves', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  await read(world, owner, connection.id)
  await tamper(world.ownerUrl, owner.accountId, 'revoke insert on audit_entry from keyhold_audit')

  const answer = await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)

  assert.equal(answer.status, 503)
  assert.equal(answer.body.code, 'AUDIT_UNAVAILABLE')
  assert.equal(JSON.stringify(answer.body).includes('access-1'), false)
})

test('a reader that waits sees the token the moment another process has it', async () => {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  const owner = await alice(world)
  const asked = gate()
  const answer = gate()
  world.net.answers(tokenAddress, async () => {
    asked.open()
    await answer.promise
    return granted('fresh', 'refresh-2')
  })
  const connection = await aConnection(world, owner, { expiresInSeconds: -1 })

  const winner = read(world, owner, connection.id)
  await asked.promise
  const waiter = read(other, owner, connection.id)
  answer.open()

  assert.deepEqual([(await winner).accessToken, (await waiter).accessToken], ['fresh', 'fresh'])
})

test('a reader without an account sees no connection', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await aConnection(world, owner)

  const rows = await as(world, { role: 'app' }).sql`select id from connections limit 1`

  assert.deepEqual(rows, [])
})

test('a connection without a refresh token is served to its end and then needs its owner', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner, { expiresInSeconds: 600, refreshToken: null })

  const before = await read(world, owner, connection.id, 3600)
  world.advance(601)
  const after = await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)

  assert.equal(before.accessToken, 'access-1')
  assert.deepEqual([after.status, after.body.reason], [409, 'no_refresh_token'])
})
