import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, readToken } from './support/calls.ts'
import { startFleet } from './support/fleet.ts'
import { expire } from './support/tampering.ts'
import { bringTo, points } from './support/points.ts'
const fleet = await startFleet({ deadlineScale: 0.2 })
const other = await fleet.start()
test('probe', async () => {
  for (const name of ['save.journalled', 'call.work_done']) {
  const point = points.find((p) => p.name === name)!
  const { id } = await connect(other, { provider: 'reuse-idp', userId: 'a' + name, athlete: fleet.standIns.reuse.people.add().id })
  await expire(fleet.superUrl, id)
  const s = await fleet.start(name.startsWith('call.w') ? {} : { failpoint: name + ':stop' })
  let begun: Promise<unknown> | undefined
  await bringTo(point, 'stop', s, fleet.standIns.reuse, () => void (begun = readToken(s, id).catch((e) => e)))
  const t0 = performance.now()
  console.log(name, 'stopped', await readToken(other, id).then((a) => [a.status, a.body.code]), Math.round(performance.now() - t0))
  await pause(34000 - (performance.now() - t0))
  s.resume()
  console.log(await begun)
  await Promise.race([s.gone.then(console.log), pause(2000)])
  console.log('SAID', s.said().slice(0, 2000))
  await s.kill()
  }
})
