import { aConnection, type AConnection } from '../../../../tests/support/cast.ts'
import { on, superUrlOf } from '../../../../tests/support/backups.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { deployment } from '../directory/store.ts'
import { enrolled, type Enrolled } from '../factors/factors.fixture.ts'
import { aPersonalOperator, type PersonalOperator } from '../operator/people/people.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'

export interface WholePerson extends Enrolled {
  username: string
  connection: AConnection
  operator: PersonalOperator
  /** What names the person, as it would stand somewhere in clear. */
  names: string[]
}

/** Somebody of whom every part keeps something, and whom an operator knows. */
export async function aWholePerson(world: TestWorld): Promise<WholePerson> {
  const username = 'ada-lovelace-1815'
  const ada = await enrolled(world, await aPerson(world, { username, address: 'ada@byron.example' }))
  const { browser, personId } = ada
  const operator = await aPersonalOperator(world)
  await world.sql.as({ role: 'app', accountId: personId })`
    update person set display_name = 'Augusta Ada King' where account_id = ${personId}`
  await browser.call('POST', '/profiles', {
    vanityUrl: 'countess-of-lovelace',
    headline: 'Augusta Ada King counts',
  })
  await browser.call(
    'POST',
    '/api/keys',
    { name: 'Augusta Ada King', scopes: ['connections:read'] },
    { 'idempotency-key': 'once' },
  )
  await browser.call('POST', '/api/webhooks/endpoints', {
    url: 'https://byron.example/hook',
    eventTypes: ['connection.created'],
  })
  const caller = { accountId: personId, actor: { kind: 'person', id: personId }, scopes: [] } as const
  const connection = await aConnection(world, caller, {
    userId: username,
    expiresInSeconds: 30 * 86_400,
  })
  await browser.call('POST', '/api/connections/sessions', { userId: 'another', provider: 'google' })
  await operator.call('GET', `/api/people/${personId}`)
  await operator.call('POST', `/api/people/${personId}/impersonate`, { reason: 'Augusta Ada King asked' })
  await keptAnswer(world, { id: personId })
  return {
    ...ada,
    username,
    connection,
    operator,
    names: [personId, ada.address, username, 'countess-of-lovelace', 'Augusta Ada King', 'byron.example'],
  }
}

/** As the operator's repeated request would be answered. */
async function keptAnswer(world: TestWorld, body: object): Promise<void> {
  const { homeAccountId } = await deployment(world)
  const id = world.random(32)
  await world.sql.as({ role: 'app', accountId: homeAccountId })`
    insert into idempotent_request (account_id, id, fingerprint, holder, status, body, expires_at)
    values (${homeAccountId}, ${id}, ${id}, 'test', 200, ${JSON.stringify(body)}, 'infinity')`
}

/** Where in the database any of these words stands, as a superuser sees every row of every table. */
export async function placesOf(database: { ownerUrl: string }, words: readonly string[]): Promise<string[]> {
  const url = await superUrlOf(database)
  const tables = await on<{ name: string }>(
    url,
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await on<{ text: string }>(url, `select t::text as text from public."${name}" t`)
    for (const { text } of rows) {
      for (const word of words)
        if (clearText(text).includes(word)) found.push(`${name}: ${word}: ${text.slice(0, 300)}`)
    }
  }
  return found
}

/** With bytes decoded, which a row's text tells in hex. */
const clearText = (text: string): string =>
  `${text} ${[...text.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1')).join(' ')}`
