import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasRoomAt, rooms, accountRooms, roomsOf } from './rooms.ts'
import type { Standing } from './standing.ts'

const session = { home: { accountId: 'h' }, signedInAt: '', idleExpiresAt: '', expiresAt: '' }
const byLink: Standing = {
  kind: 'operator',
  session: { ...session, environment: 'test', version: '1' },
  person: null,
}
const ada: Standing = {
  kind: 'person',
  person: {
    user: {
      id: 'a',
      username: 'ada',
      email: null,
      displayName: null,
      avatar: null,
      createdAt: '',
      emailVerified: true,
      twoFactorEnabled: false,
      isOperator: false,
      eraseAt: null,
    },
    session: {
      id: 's',
      createdAt: '',
      lastUsedAt: '',
      expiresAt: '',
      refreshBefore: '',
      authenticatedAt: '',
      methods: ['pwd'],
      actingOperator: null,
    },
  },
}

test('a person has the rooms of its own account and none of the deployment', () => {
  const led = ['/', '/audit', '/settings', '/providers'].map((path) => hasRoomAt(ada, path))
  const open = ['/connections', '/connections/1', '/keys', '/security', '/my-data', '/profile'].map((path) =>
    hasRoomAt(ada, path),
  )

  assert.ok(!led.includes(true))
  assert.ok(!open.includes(false))
})

test('the operator by a link has no account of its own, and one who is a person has both', () => {
  const byPerson: Standing = { ...byLink, person: ada.person }

  assert.deepEqual([hasRoomAt(byLink, '/'), hasRoomAt(byLink, '/security')], [true, false])
  assert.deepEqual([hasRoomAt(byPerson, '/audit'), hasRoomAt(byPerson, '/security')], [true, true])
})

test('no two rooms that may stand beside each other share a letter, and no address begins like another', () => {
  const all = [...rooms, ...accountRooms]

  assert.equal(new Set(all.map(({ shortcut }) => shortcut)).size, all.length)
  assert.equal(hasRoomAt(ada, '/keysmith'), false)
  assert.equal(roomsOf(ada).main[0]?.path, '/connections')
})
