import { Hono } from 'hono'
import { z } from 'zod'
import { endpoints } from '../endpoints.ts'
import { settingsShape } from '../settings.ts'
import type { State } from '../state.ts'
import type { Work } from '../work.ts'
import { bodyOf } from './read.ts'

const wanted = z.strictObject({
  calls: z.coerce.number().int().min(0).default(0),
  endpoint: z.enum(endpoints).default('token'),
  held: z.coerce.number().int().min(0).default(0),
  seconds: z.coerce.number().min(0).max(60).default(10),
})

/** The run as a whole: status, settings, clock, reset, and waiting for something to happen. */
export function runControls(state: State, reset: () => void): Hono<Work> {
  const routes = new Hono<Work>()
  routes.get('/', (c) => c.json(status(state)))
  routes.get('/settings', (c) => c.json(state.settings))
  routes.patch('/settings', async (c) => {
    Object.assign(state.settings, await bodyOf(c, settingsShape.partial()))
    return c.json(state.settings)
  })
  routes.get('/clock', (c) => c.json(clock(state)))
  routes.post('/clock', async (c) => {
    const { advanceSeconds } = await bodyOf(c, z.strictObject({ advanceSeconds: z.number() }))
    state.clock.advance(advanceSeconds)
    return c.json(clock(state))
  })
  routes.post('/reset', (c) => {
    reset()
    return c.json(status(state))
  })
  routes.get('/wait', async (c) => {
    const { calls, endpoint, held, seconds } = wanted.parse(c.req.query())
    const signal = AbortSignal.any([state.closing, AbortSignal.timeout(seconds * 1000)])
    const arrivals = [state.calls.until(calls, endpoint, signal), state.gates.until(held, signal)]
    const happened = await Promise.all(arrivals).then(
      () => true,
      () => false,
    )
    return c.json({ happened, calls: state.calls.to(endpoint).length, held: state.gates.held().length })
  })
  return routes
}

const clock = (state: State) => ({ now: state.clock.now(), time: new Date(state.clock.now()).toISOString() })

const status = (state: State) => ({
  url: state.url,
  profile: state.profile,
  settings: state.settings,
  clock: clock(state),
  calls: state.calls.all().length,
  held: state.gates.held(),
  faults: state.faults.waiting(),
  liveGrants: state.grants.live().length,
  see: 'sandbox/README.md',
})
