import { hash } from 'node:crypto'
import { html, raw } from 'hono/html'

const style = `
:root { color-scheme: light dark; --ground: #f3f1ec; --card: #fff; --text: #1d1b17; --soft: #5d584f; --line: #d9d4c9;
  --accent: #9a3412; --on-accent: #fff; --mark: #fde68a; --on-mark: #422006; --chosen: #fff4ec }
@media (prefers-color-scheme: dark) { :root { --ground: #171512; --card: #211e1a; --text: #f2eee7; --soft: #b5ada0;
  --line: #3d3831; --accent: #fb923c; --on-accent: #231303; --mark: #713f12; --on-mark: #fef3c7; --chosen: #33231a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
.mark { background: var(--mark); color: var(--on-mark); text-align: center; padding: .5rem 1rem; font-size: .9rem }
main { max-width: 34rem; margin: 2rem auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance }
p { margin: 0 0 1rem } .soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere }
fieldset { border: 0; padding: 0; margin: 1.5rem 0 0; min-width: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem }
label { display: flex; gap: .75rem; align-items: flex-start; padding: .6rem .75rem; border: 1px solid var(--line);
  border-radius: .6rem; margin-bottom: .4rem; cursor: pointer }
label:has(:checked) { border-color: var(--accent); background: var(--chosen) }
label small { display: block; color: var(--soft) }
input { accent-color: var(--accent); width: 1.1rem; height: 1.1rem; margin: .2rem 0 0; flex: none }
.buttons { display: flex; gap: .75rem; margin-top: 1.75rem }
button { font: inherit; font-weight: 600; flex: 1; padding: .75rem; border-radius: .6rem; cursor: pointer;
  border: 1px solid var(--line); background: none; color: inherit }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) } code { font-size: .9em; overflow-wrap: anywhere }
@media (max-width: 38rem) { main { margin: 0; border: 0; border-radius: 0; padding: 1.25rem } }`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page that says on top that it is a sandbox. */
export async function page(title: string, content: unknown): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <title>${title} · Sandbox</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <header class="mark">
          <strong>Sandbox.</strong> Runs on this machine; the people and their data are made up.
        </header>
        <main>${content}</main>
      </body>
    </html>`
  return new Response(text.toString(), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  })
}
