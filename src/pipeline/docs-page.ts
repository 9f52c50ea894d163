import type { FaultBook } from '../kit/fault.ts'
import { html, type Markup, page } from '../kit/page.ts'
import { type Route, scopesOf } from '../kit/route.ts'

const whoOf = (route: Route): string =>
  route.who.kind === 'scope' ? `scope ${scopesOf(route.who).join(' or ')}` : route.who.kind

/** Every address and every fault on one page, without a script. */
export function docsPage(routes: readonly Route[], books: readonly FaultBook[]): Markup {
  return page(
    'Keyhold: addresses and faults',
    html`<h1>Addresses</h1>
      <p class="muted">
        The machine-readable form, with all shapes, is <a href="/openapi.json">/openapi.json</a>.
      </p>
      ${routes.map((route) => html`<p><code>${route.method} ${route.path}</code><br />${route.summary} <span class="muted">(${whoOf(route)})</span></p>`)}
      <h1>Faults</h1>
      <p class="muted">
        Every error is a problem document (RFC 9457) with one of these codes; the hint is its cure.
      </p>
      ${books.flatMap(({ specs }) => Object.entries(specs)).map(([code, spec]) => html`<p id="${code}"><code>${code}</code> <span class="muted">${spec.status}</span><br />${spec.title}<br /><span class="muted">${spec.hint}</span></p>`)}`,
  )
}
