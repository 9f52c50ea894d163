import { Hono } from 'hono'
import { ZodError } from 'zod'
import { isLoopback } from '../clients.ts'
import type { State } from '../state.ts'
import type { Work } from '../work.ts'
import { activityControls } from './activities.ts'
import { grantControls } from './grants.ts'
import { runControls } from './run.ts'
import { scriptControls } from './script.ts'

/** Everything a test in another process may do, as JSON under `/_control`. */
export function controlRoutes(state: State, reset: () => void): Hono<Work> {
  const routes = new Hono<Work>().basePath('/_control')
  routes.use(async (c, next) =>
    isForeign(c.req.raw) ? c.json({ error: 'Only for this machine.' }, 403) : next(),
  )
  routes.route('/', runControls(state, reset))
  routes.route('/', scriptControls(state))
  routes.route('/', grantControls(state))
  routes.route('/', activityControls(state))
  routes.onError((error, c) => {
    if (error instanceof ZodError)
      return c.json({ error: 'That is not understood.', issues: error.issues }, 400)
    if (error instanceof SyntaxError) return c.json({ error: 'The body is not JSON.' }, 400)
    throw error
  })
  return routes
}

// A page of another site can reach a loopback port; it must not be able to turn the knobs. Its name in `Host` gives a
// rebound address away, its `Origin` a request across sites.
function isForeign(request: Request): boolean {
  const host = request.headers.get('host') ?? ''
  const origin = request.headers.get('origin')
  const own = URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname)
  return !own || (origin !== null && origin !== `http://${host}`)
}
