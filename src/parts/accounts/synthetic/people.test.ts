import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice } from '../../../../tests/support/cast.ts'
import { as, type World } from '../../../kit/world.ts'
import { accountMetrics } from '../metrics/metrics.ts'
import { eraseJob } from '../personal/erasure.ts'
import { findByAddress } from '../people/person.ts'
import { type House, houseWithMail } from '../registration/registration.fixture.ts'
import {
  announceSynthetic,
  eraseSynthetic,
  mailOfSynthetic,
  secondsUntilRoom,
  sweepSynthetic,
} from './people.ts'

const runId = '01900000-0000-7000-8000-000000000001'
const address = 'synthetic-1-abc@synthetic.invalid'
const password = 'a password that nobody has'

async function home(house: House): Promise<{ world: World; accountId: string }> {
  const { accountId } = await alice(house.world)
  return { accountId, world: as(house.world, { role: 'app', accountId }) }
}

const announce = ({ world, accountId }: { world: World; accountId: string }, given = address) =>
  announceSynthetic(world, { accountId, runId, address: given })

const signUp = (house: House, email = address) =>
  house.post('/auth/register', { email, username: email.split('@')[0]!, password })

/** How often a figure is counted, over all its points. */
async function figure(world: World, name: string): Promise<number> {
  const metrics = await accountMetrics(world)
  return metrics.find((each) => each.name === name)!.points.reduce((sum, { value }) => sum + value, 0)
}

describe('somebody whom a run makes up', () => {
  test('S7: gets no mail that leaves, and the run can read it', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)

    await signUp(house)
    const left = await house.delivered()
    const [mail] = await mailOfSynthetic(own.world, { accountId: own.accountId, runId, address })

    assert.deepEqual(left, [])
    assert.equal(mail?.template, 'verify_address')
    assert.match(mail!.link!, /\/verify-email#[A-Za-z0-9_-]{43}$/)
  })

  test('S7: is read of by no other run', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)
    await signUp(house)
    const other = { accountId: own.accountId, runId: runId.replace(/1$/, '2'), address }

    assert.deepEqual(await mailOfSynthetic(own.world, other), [])
  })

  test('S7: is erased at once, without a word to anybody, and can be made up no second time', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)
    await signUp(house)
    const [mail] = await mailOfSynthetic(own.world, { accountId: own.accountId, runId, address })
    await house.post('/auth/verify-email', { token: mail!.link!.split('#')[1] })

    const left = await eraseSynthetic(own.world, own.accountId, runId)

    assert.equal(left, 0)
    assert.equal(await findByAddress(house.world, address), undefined)
    assert.deepEqual(await house.delivered(), [])
  })

  test('J10: is counted nowhere, neither while it is there nor when it is gone', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await signUp(house, 'ada@example.org')
    await announce(own)
    await signUp(house)
    await house.post('/auth/login', { email: address, password })
    const names = [
      'keyhold.people',
      'keyhold.registrations.last_day',
      'keyhold.sign_ins.last_day',
      'keyhold.sessions.active',
      'keyhold.verification.mails.last_day',
    ]
    const counted = () => Promise.all(names.map((name) => figure(house.world, name)))

    const before = await counted()
    await eraseSynthetic(own.world, own.accountId, runId)
    const after = await counted()

    assert.deepEqual(
      [before, after],
      [
        [1, 1, 0, 0, 1],
        [1, 1, 0, 0, 1],
      ],
    )
  })

  test('J10: that no run announced is somebody like any other', async () => {
    const house = await houseWithMail()

    await signUp(house)

    assert.equal(await figure(house.world, 'keyhold.registrations.last_day'), 1)
  })

  test('J3: is erased by the sweep once its run is over, in two processes at once without a mistake', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)
    await signUp(house)
    const over = { value: false }
    const sweep = () => sweepSynthetic(house.world, async () => over.value)

    const early = await sweep()
    over.value = true
    const late = await Promise.all([sweep(), sweep()])

    assert.equal(early, 0)
    assert.ok(
      late.some((gone) => gone === 1),
      JSON.stringify(late),
    )
    assert.equal(await findByAddress(house.world, address), undefined)
  })

  test('J3: is still waited for where it was announced a moment ago and nobody signed up', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)

    const early = await sweepSynthetic(house.world, async () => true)
    await signUp(house)
    const late = await sweepSynthetic(house.world, async () => true)

    assert.deepEqual([early, late], [0, 1])
  })

  test('goes by the erasure of people, too, where a process ended in between', async () => {
    const house = await houseWithMail()
    const own = await home(house)
    await announce(own)
    await signUp(house)
    const personId = (await findByAddress(house.world, address))!
    await as(house.world, { role: 'app', accountId: personId }).sql`
      update person set erase_at = ${house.world.now()}, verified_at = ${house.world.now()} where account_id = ${personId}`

    await eraseJob.run(house.world, 1_000)
    house.world.advance(61)
    await eraseJob.run(house.world, 1_000)

    assert.equal(await findByAddress(house.world, address), undefined)
    assert.deepEqual(await house.delivered(), [])
  })

  test('takes at most half of what real people at its address may', async () => {
    const house = await houseWithMail()
    const own = await home(house)

    const made: boolean[] = []
    for (let n = 0; n < 9; n++) made.push(await announce(own, `synthetic-${n}-abc@synthetic.invalid`))
    const wait = await secondsUntilRoom(own.world, own.accountId)
    house.world.advance(901)
    const later = await announce(own, 'synthetic-10-abc@synthetic.invalid')

    assert.equal(made.filter(Boolean).length, 7)
    assert.ok(wait > 800 && wait <= 900, String(wait))
    assert.equal(later, true)
  })

  test('has no address that could be anybody’s', async () => {
    const house = await houseWithMail()
    const own = await home(house)

    await assert.rejects(announce(own, 'ada@example.org'), TypeError)
  })
})
