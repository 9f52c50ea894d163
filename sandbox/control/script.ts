import { Hono } from 'hono'
import { z } from 'zod'
import { type FaultInput, faultShape } from '../faults.ts'
import type { State } from '../state.ts'
import type { Work } from '../work.ts'
import { bodyOf } from './read.ts'

/** What goes wrong and what was seen: the faults' script, the held calls, the ledger, the rate counters. */
export function scriptControls(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  routes.get('/faults', (c) => c.json({ faults: state.faults.waiting() }))
  routes.post('/faults', async (c) => {
    const faults: FaultInput[] = [await bodyOf(c, z.union([faultShape, z.array(faultShape)]))].flat()
    return c.json({ ids: faults.map((one) => state.faults.push(one)) }, 201)
  })
  routes.delete('/faults/:id?', (c) => {
    state.faults.clear(c.req.param('id'))
    return c.json({ faults: state.faults.waiting() })
  })
  routes.post('/release', async (c) => {
    const { faultId } = await bodyOf(c, z.strictObject({ faultId: z.string().optional() }))
    return c.json({ released: state.gates.release(faultId) })
  })
  routes.get('/ledger', (c) => {
    const { endpoint, since } = c.req.query()
    const calls = state.calls.all().filter((call) => call.number > Number(since ?? 0))
    return c.json({ calls: calls.filter((call) => endpoint === undefined || call.endpoint === endpoint) })
  })
  routes.post('/rates', async (c) => {
    const pair = z.tuple([z.int().min(0), z.int().min(0)])
    const { clientId, ...usage } = await bodyOf(
      c,
      z.strictObject({ clientId: z.string(), total: pair.exactOptional(), read: pair.exactOptional() }),
    )
    state.rates.set(clientId, usage, state.clock.now())
    return c.json({ clientId, ...usage })
  })
  return routes
}
