import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPerson } from '../people/people.fixture.ts'
import { houseWithMail } from './registration.fixture.ts'

test('A9: links lead to FRONTEND_URL with the token behind the #, whatever host was asked', async () => {
  const { world, post, delivered } = await houseWithMail({ FRONTEND_URL: 'https://app.example.org/shop/' })
  const [unproved, proved] = [await aPerson(world, { isVerified: false }), await aPerson(world)]
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }
  await post('/auth/resend-verification', { email: unproved.address }, headers)
  await post('/auth/forgot-password', { email: proved.address }, headers)

  const letters = await delivered()

  const links = letters.flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? [])
  assert.deepEqual(links.map((link) => link.replace(/#[\w-]{43}$/, '#token')).toSorted(), [
    'https://app.example.org/shop/reset-password#token',
    'https://app.example.org/shop/verify-email#token',
  ])
})

test('A9: a request for another host causes no mail', async () => {
  const { world, delivered } = await houseWithMail()
  const { address } = await aPerson(world)

  const response = await world.app.fetch(
    new Request('http://evil.example/auth/forgot-password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: address }),
    }),
  )

  assert.deepEqual([response.status, (await delivered()).length], [421, 0])
})

test('A9: a token is in no answer and in no row', async () => {
  const house = await houseWithMail()
  const { personId, address } = await aPerson(house.world)
  const answer = await house.post('/auth/forgot-password', { email: address })
  const token = await house.tokenFor(address)

  const rows = await house.world.sql.as({ role: 'app', accountId: personId })<{ row: string }>`
    select to_jsonb(m)::text as row from outgoing_mail m
    union all select to_jsonb(e)::text from audit_entry e limit 100`

  assert.ok(rows.length >= 2)
  assert.equal(
    [answer.text, ...rows.map(({ row }) => row)].some((text) => text.includes(token)),
    false,
  )
})
