import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Got } from '../../client/asked.ts'
import { until } from '../faults/support/until.ts'
import { connect, follow } from './connecting.ts'
import { aHome, type Ended, type Started } from './running.ts'

const home = aHome()
let server: Started

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
})

after(() => home.remove())

/** A command as the operator types it, at the running server. */
const keyhold = (...words: string[]): Promise<Ended> => server.keyhold(...words)

const withKey = (key: string, ...words: string[]): Promise<Ended> =>
  home.keyhold([...words, '--url', server.url], { KEYHOLD_API_KEY: key })

const connectionsOf = async (...words: string[]): Promise<Got<'/api/connections'>['connections']> =>
  (await server.answerTo<Got<'/api/connections'>>('connections', ...words)).connections

describe('start', () => {
  test('says one line on standard output, and no link where it would be kept in a file', () => {
    assert.match(server.stdout(), /^Keyhold is ready: http:\/\/localhost:\d+\n$/)
    assert.match(server.stderr(), /run `npm run keyhold operator link` to sign in/)
    assert.doesNotMatch(server.stdout() + server.stderr(), /sign-in#/)
  })

  test('at first run names the master key and where it is', () => {
    assert.match(server.stderr(), /fingerprint is [0-9a-f]{16}/)
    assert.ok(server.stderr().includes(`back this up: ${join(home.folder, 'master.key')}\n`))
    assert.equal(statSync(join(home.folder, 'master.key')).mode & 0o777, 0o600)
  })

  test('on a home that another process holds is told who, in words', async () => {
    const { code, stdout, stderr } = await home.keyhold(['start'])

    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, new RegExp(`process ${server.child.pid}`))
    assert.doesNotMatch(stderr, /^ +at /m)
  })

  test('with mistakes in the configuration tells all of them, in words', async () => {
    const { code, stderr } = await home.keyhold(['start'], {
      KEYHOLD_HOME: join(home.folder, '..', 'other'),
      PORT: '-1',
      KEYHOLD_URL: 'nowhere',
    })

    assert.equal(code, 1)
    assert.match(stderr, /PORT: found "-1"/)
    assert.match(stderr, /KEYHOLD_URL: found "nowhere"/)
    assert.doesNotMatch(stderr, /^ +at /m)
  })
})

test('an operator link is the only thing on standard output, and signs in once', async () => {
  const { code, stdout } = await keyhold('operator', 'link')

  assert.equal(code, 0)
  assert.match(stdout, /^http:\/\/localhost:\d+\/sign-in#[\w-]{43}\n$/)
  const token = stdout.trim().split('#')[1]
  const signIn = () =>
    fetch(`${server.url}/api/operator/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ token }),
    })
  assert.deepEqual([(await signIn()).status, (await signIn()).status], [200, 401])
})

describe('a connection', () => {
  let id = ''

  before(async () => {
    id = (await connect(server, 'alice')).id
  })

  test('stands in the list, in 80 columns and for scripts', async () => {
    const { stdout } = await keyhold('connections', '--user', 'alice')
    const plain = await keyhold('connections', '--user', 'alice', '--plain')

    assert.match(stdout, new RegExp(`${id} +sandbox +active +alice +in \\d h\n`))
    assert.ok(stdout.split('\n').every((line) => line.length <= 80))
    assert.match(plain.stdout, new RegExp(`^${id}\tsandbox\tactive\talice\t\\d{4}-[^\t]+Z\t`))
  })

  test('is filtered by user, provider and status', async () => {
    const idsOf = async (...words: string[]) => (await connectionsOf(...words)).map((each) => each.id)

    assert.deepEqual(await idsOf('--user', 'alice', '--status', 'active', '--provider', 'sandbox'), [id])
    assert.deepEqual(await idsOf('--user', 'alice', '--status', 'needs_reauth'), [])
    assert.deepEqual(await idsOf('--user', 'nobody'), [])
  })

  test('gives its token alone, so that it can be piped; --json gives the whole answer', async () => {
    const { code, stdout, stderr } = await keyhold('token', id, '--min-valid', '60')
    const whole = await server.answerTo<Got<'/api/connections/{id}/token'>>('token', id)

    assert.equal(code, 0)
    assert.match(stdout, /^\S+\n$/)
    assert.equal(stderr, '')
    assert.equal(whole.access_token, stdout.trim())
    assert.deepEqual(Object.keys(whole).sort(), [
      'access_token',
      'expires_at',
      'scope',
      'token_type',
      'version',
    ])
  })

  test('shows itself, and its time line tells who read the token', async () => {
    const { stdout } = await keyhold('connections', 'show', id)
    const { entries } = await server.answerTo<Got<'/api/connections/{id}/timeline'>>(
      'connections',
      'timeline',
      id,
    )
    const words = await keyhold('connections', 'timeline', id)

    assert.match(stdout, /^status +active$/m)
    assert.ok(entries.some((each) => each.action === 'token.read' && each.actorName === 'Operator'))
    assert.ok(words.stdout.split('\n').every((line) => line.length <= 80))
  })

  test('is refreshed on demand', async () => {
    const { connection } = await server.answerTo<{ connection: Got<'/api/connections/{id}'> }>(
      'connections',
      'refresh',
      id,
    )

    assert.equal(connection.id, id)
    assert.notEqual(connection.refreshedAt, null)
  })

  test('is connected again by a link, and keeps its id', async () => {
    const { stdout } = await keyhold('connections', 'reconnect', id)

    await follow(stdout.trim())

    const connections = await connectionsOf('--user', 'alice')
    assert.deepEqual(
      connections.map((each) => each.id),
      [id],
    )
  })

  test('is deleted only with --yes where nobody can be asked, and says what the provider did', async () => {
    const asked = await keyhold('connections', 'delete', id)
    const still = await keyhold('connections', 'show', id)
    const deleted = await server.answerTo<{ revocation: string }>('connections', 'delete', id, '--yes')
    const gone = await keyhold('token', id)

    assert.deepEqual([asked.code, still.code, deleted.revocation, gone.code], [2, 0, 'revoked', 3])
    assert.match(gone.stderr, /CONNECTION_NOT_FOUND, request \S+\)/)
  })
})

test('a user is erased by his own id, whatever letters it has', async () => {
  const user = 'größe/42 & more'
  const { id } = await connect(server, user)

  const erased = await server.answerTo<{ userId: string; connections: number; state: string }>(
    'users',
    'erase',
    user,
    '--yes',
  )
  const { code } = await keyhold('token', id)
  // In the background, and what is connected next stands on the same grant.
  await until('the connections of the erased user are gone', async () => {
    const left = await connectionsOf('--user', user)
    return left.length === 0
  })

  assert.deepEqual([erased.userId, erased.connections, erased.state], [user, 1, 'erasing'])
  assert.notEqual(code, 0)
})

test('what a connection unlocks is fetched when asked for, and followed to its end', async () => {
  const { id } = await connect(server, 'athlete')

  const { code, stdout } = await keyhold('sync', id, '--now', '--json')
  await keyhold('connections', 'delete', id, '--yes')

  const { syncs } = JSON.parse(stdout) as { syncs: { state: string; connectionId: string }[] }
  assert.equal(code, 0)
  assert.deepEqual([syncs[0]!.state, syncs[0]!.connectionId], ['done', id])
})

describe('keys', () => {
  test('are made, used for what they are for, listed without themselves, and revoked', async () => {
    const made = await keyhold(
      'keys',
      'create',
      '--name',
      'web',
      '--scope',
      'connections:read',
      '--expires-in-days',
      '7',
    )
    const key = made.stdout.trim()
    const { keys } = await server.answerTo<Got<'/api/keys'>>('keys', 'list')
    const listed = keys[0]!

    assert.match(key, /^kh_test_\w{33}$/)
    assert.equal((await withKey(key, 'connections')).code, 0)
    assert.equal((await withKey(key, 'keys', 'list')).code, 4)
    assert.deepEqual([listed.name, listed.scopes], ['web', ['connections:read']])
    assert.ok(!JSON.stringify(listed).includes(key))
    const { clients } = await server.answerTo<Got<'/api/keys/{id}/uses'>>('keys', 'uses', listed.id)
    assert.deepEqual(
      clients.map(({ client }) => client.split('/')[0]),
      ['keyhold-cli'],
    )

    assert.equal((await keyhold('keys', 'revoke', listed.id, '--yes')).code, 0)
    const refused = await withKey(key, 'connections')
    assert.equal(refused.code, 4)
    assert.match(refused.stderr, /KEYHOLD_API_KEY/)
    assert.ok(!refused.stderr.includes(key))
  })

  test('bound to a user see that user alone', async () => {
    const { id: bobs } = await connect(server, 'bob')
    const { key } = await server.answerTo<{ key: string }>(
      'keys',
      'create',
      '--name',
      'carol',
      '--scope',
      'connections:read',
      'connections:token',
      '--user',
      'carol',
    )

    assert.equal((await withKey(key, 'token', bobs)).code, 3)
    assert.equal((await keyhold('token', bobs)).code, 0)
  })
})

test('providers show the redirect URI to register', async () => {
  const { providers } = await server.answerTo<Got<'/api/providers'>>('providers')
  const { stdout } = await keyhold('providers')

  assert.ok(providers.some((each) => each.id === 'sandbox' && each.sandbox))
  assert.ok(stdout.includes(`${server.url}/sandbox/callback`))
})

test('a misspelt provider is answered with the one that was meant', async () => {
  const { code, stderr } = await keyhold('connect', 'sandbx', '--user', 'alice')

  assert.equal(code, 3)
  assert.match(stderr, /Did you mean sandbox\?/)
})
