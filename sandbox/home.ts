import { Hono } from 'hono'
import { html } from 'hono/html'
import { page } from './page.ts'
import type { State } from './state.ts'
import type { Work } from './work.ts'

/** A page for whoever opens the sandbox's address in a browser. */
export function homeRoutes(state: State): Hono<Work> {
  return new Hono<Work>().get('/', (c) => {
    c.env.call.outcome = 'answered'
    const { profile, settings } = state
    return page(
      'What this is',
      html`<h1>A provider to practise with</h1>
        <p>
          It speaks the ${profile === 'strava' ? 'Strava' : 'OAuth 2.0'} protocol and can be told to
          misbehave.
        </p>
        <ul>
          <li>Refresh tokens: <strong>${settings.rotation}</strong></li>
          <li>Access tokens live ${settings.accessTokenSeconds} seconds</li>
          <li>Accounts: ${state.people.all().length}, living grants: ${state.grants.live().length}</li>
        </ul>
        <p class="soft">Controls are under <a href="/_control">/_control</a>; see sandbox/README.md.</p>`,
    )
  })
}
