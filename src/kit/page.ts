/** HTML by tagged template: every `${}` is escaped unless it is markup itself. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character]!)

type Piece = string | number | Markup | null | undefined | false | readonly Piece[]

const render = (piece: Piece): string => {
  if (piece === null || piece === undefined || piece === false) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece))
  return piece.map(render).join('')
}

export const html = (strings: TemplateStringsArray, ...pieces: Piece[]): Markup =>
  new Markup(
    strings.reduce((all, part, index) => all + (index === 0 ? '' : render(pieces[index - 1])) + part, ''),
  )

/** One of our own plain pages (connect, confirm, trouble): no script, no outside resource. */
export const page = (title: string, body: Markup): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `

/** For pages: nothing from outside, never framed, forms only to us and then (form-action) to where a redirect leads. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

export const pageStyle = `:root{color-scheme:light dark;--ink:#1d1c19;--muted:#5d5a52;--paper:#faf9f6;--card:#fff;--line:#e3e0d8;--accent:#0b6e5f;--on-accent:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#edf0ee;--muted:#a7aeab;--paper:#121514;--card:#1a1e1d;--line:#2d3432;--accent:#58d0b6;--on-accent:#06201b;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;display:grid;min-height:100vh;place-items:center;padding:1rem}
main{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem;max-width:30rem;width:100%}
h1{font-size:1.35rem;line-height:1.25;margin:0 0 .75rem}p{margin:.5rem 0}.muted{color:var(--muted);font-size:.9rem}.bad{color:var(--bad)}ul{padding-left:1.1rem}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
button,.button{font:inherit;font-weight:600;min-height:44px;padding:.6rem 1.2rem;border-radius:9px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);cursor:pointer;text-decoration:none;display:inline-block}
button.quiet{background:none;color:var(--accent)}form{display:flex;gap:.75rem;flex-wrap:wrap;margin-top:1.25rem}
button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}a{color:var(--accent)}
`

/** A fault that a person met in the browser. */
export const troublePage = (trouble: {
  title: string
  hint: string
  code: string
  requestId: string
}): Markup =>
  page(
    trouble.title,
    html`<h1>${trouble.title}</h1>
      <p>${trouble.hint}</p>
      <p class="muted">Code <code>${trouble.code}</code>, request <code>${trouble.requestId}</code></p>`,
  )

/** A form that sends itself on: for providers that answer by POST from their own site, which brings no Lax cookie. */
export const againForm = (fields: readonly (readonly [name: string, value: string])[]): Markup =>
  page(
    'One moment',
    html`<h1>One more step</h1>
      <p>Go on to finish connecting.</p>
      <form method="post">
        ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}<button
          type="submit"
        >
          Go on
        </button>
      </form>`,
  )
