import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../faults/support/until.ts'
import type { Connected } from './connecting.ts'
import type { House } from './house.ts'

/** Ends a server by kill -9 while a provider holds its refresh, and the next one by an error that nobody catches. */
export async function crash(house: House, held: Connected, other: Connected): Promise<void> {
  const { asMachine, issuer, plant } = house
  const read = ({ id }: Connected) =>
    asMachine(`/api/connections/${id}/refresh`, { method: 'POST' }).catch(() => undefined)
  issuer.manners.set(held.person, 'silent')
  const presented = issuer.silence()
  const cutOff = read(held)
  await presented
  house.server.child.kill('SIGKILL')
  await Promise.all([cutOff, house.server.ended])

  await house.start({ KEYHOLD_FAILPOINT: `save.sealed:throw:${plant('words of an error')}` })
  const ended = house.server.ended.then(() => true)
  // A busy machine may let the provider's answer come too late: then it is asked again.
  await until('the end of a server', async () => (await Promise.race([read(other), ended])) === true)
  assert.match(house.server.stderr(), /nobody caught an error/)
  assert.equal(readdirSync(join(house.folder, 'reports')).length, 1)
}
