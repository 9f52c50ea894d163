import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aConnection, alice, call } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { itemOf } from '../activity.ts'
import { insertDataSet, saveItems } from '../sync/store.ts'
import { firstOfMonth, localDateOf, startOfDay } from './calendar.ts'
import { makeFigures } from './make.ts'

const zones = ['Pacific/Auckland', 'Europe/Oslo', 'America/Los_Angeles'] as const

/** What the wall shows, by another way than the code under test. */
const wall = (zone: string, moment: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    .format(moment)
    .replace(' ', 'T')

test('a day begins where the zone is, also when the clocks change that night', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones, 'America/Santiago', 'Asia/Kolkata'),
      fc.integer({ min: 0, max: 20_000 }),
      (zone, day) => {
        const date = new Date(Date.UTC(2000, 0, 1 + (day % 14_000))).toISOString().slice(0, 10)

        const start = startOfDay(zone, date)

        assert.equal(localDateOf(zone, start), date)
        assert.notEqual(localDateOf(zone, new Date(start.getTime() - 1000)), date)
      },
    ),
  )
})

test('the first of a month is found over the ends of years', () => {
  assert.deepEqual(
    [firstOfMonth('2026-01-31', -11), firstOfMonth('2026-01-31', 1), firstOfMonth('2025-12-01', 1)],
    ['2025-02-01', '2026-02-01', '2026-01-01'],
  )
})

interface Lived {
  /** Minutes around a turn of the year, the month or the clocks. */
  startsAt: Date
  kind: string
  distance: number
  seconds: number
  isPrivate: boolean
}

const turns = [
  '2024-12-31T11:00:00Z',
  '2025-01-01T08:00:00Z',
  '2025-03-30T01:00:00Z',
  '2025-11-02T09:00:00Z',
  '2025-02-28T23:00:00Z',
  '2025-12-31T12:00:00Z',
].map((text) => Date.parse(text))

const lived: fc.Arbitrary<Lived> = fc.record({
  startsAt: fc
    .tuple(fc.constantFrom(...turns), fc.integer({ min: -1500, max: 1500 }))
    .map(([turn, minutes]) => new Date(turn + minutes * 60_000)),
  kind: fc.constantFrom('Run', 'Ride', 'Swim'),
  distance: fc.integer({ min: 0, max: 500_000 }).map((tenths) => tenths / 10),
  seconds: fc.integer({ min: 0, max: 100_000 }),
  isPrivate: fc.boolean(),
})

test('months and years are those of the wall where the athlete was, for everyone and for the account', async () => {
  const world = await testWorld({ at: '2026-01-01T00:30:00Z' })
  const owner = await alice(world)
  const account = as(world, { role: 'app', accountId: owner.accountId })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...zones), fc.array(lived, { maxLength: 25 }), async (zone, all) => {
      const { id } = await aConnection(world, owner, {
        providerSubject: null as never,
        expiresInSeconds: null,
      })
      const of = { connectionId: id, accountId: owner.accountId, name: 'activities' }
      const items = all.map((one, index) =>
        itemOf({
          id: index + 1,
          type: one.kind,
          distance: one.distance,
          moving_time: one.seconds,
          elapsed_time: one.seconds,
          total_elevation_gain: 0,
          start_date: one.startsAt.toISOString(),
          start_date_local: `${wall(zone, one.startsAt)}Z`,
          timezone: `(GMT+00:00) ${zone}`,
          private: one.isPrivate,
        }),
      )
      await transaction(account, async (world) => {
        await insertDataSet(world, owner.accountId, id, of.name)
        const row = { ...of } as Parameters<typeof saveItems>[1]
        if (items.length > 0) await saveItems(world, row, items, 1, world.now())
        await world.sql`update data_set set fetched_at = now(), synced_at = ${world.now()} where connection_id = ${id}`
        await makeFigures(world, of, {})
      })

      const read = async (name: string) =>
        (await call(world, owner.key, 'GET', `/api/connections/${id}/stats/${name}`)).body.data

      const zoneNow = items.length > 0 ? zone : 'UTC'
      const from = firstOfMonth(wall(zoneNow, world.now()).slice(0, 10), -11)
      const inWindow = all.filter(({ startsAt }) => wall(zone, startsAt).slice(0, 10) >= from)
      assert.deepEqual(
        await read('monthly'),
        grouped(inWindow, ({ startsAt }) => wall(zone, startsAt).slice(0, 7)),
      )
      const years = grouped(all, (one) => `${wall(zone, one.startsAt).slice(0, 4)} ${one.kind}`)
      const flat = Object.fromEntries(
        Object.entries((await read('yearly')) as Record<string, object>).flatMap(([year, kinds]) =>
          Object.entries(kinds).map(([kind, totals]) => [`${year} ${kind}`, totals as unknown]),
        ),
      )
      assert.deepEqual(flat, years)
      const [row] = await account.sql<{ body: Record<string, { count: number }> }>`
        select body from data_figure where connection_id = ${id} and figure = 'all_time_totals' and is_public`
      assert.deepEqual(
        Object.fromEntries(Object.entries(row!.body).map(([kind, { count }]) => [kind, count])),
        Object.fromEntries(
          Object.entries(
            grouped(
              all.filter((one) => !one.isPrivate),
              (one) => one.kind,
            ),
          ).map(([kind, { count }]) => [kind, count]),
        ),
      )
    }),
    { numRuns: 25 },
  )
})

/** Plain arrays: the oracle. */
function grouped(all: readonly Lived[], nameOf: (one: Lived) => string) {
  const groups: Record<
    string,
    { count: number; distance: number; moving_time: number; elevation_gain: number }
  > = {}
  for (const one of all) {
    const group = (groups[nameOf(one)] ??= { count: 0, distance: 0, moving_time: 0, elevation_gain: 0 })
    group.count += 1
    group.distance = Math.round((group.distance + one.distance) * 10) / 10
    group.moving_time += one.seconds
  }
  return groups
}
