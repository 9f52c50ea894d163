import type { Letter } from '../../../kit/mail.ts'
import { html, type Markup } from '../../../kit/page.ts'

/** A paragraph, or one that leads to a page: `text` says what for, `label` stands on the button. */
export type Paragraph = string | { text: string; label: string; link: string }

export interface Content {
  subject: string
  paragraphs: readonly Paragraph[]
}

/** The same letter twice, as plain text and as HTML: no image, no script, nothing from outside, fit for a dark screen. */
export function onPaper({ subject, paragraphs }: Content): Pick<Letter, 'subject' | 'text' | 'html'> {
  return {
    subject,
    text: `${paragraphs.map(plain).join('\n\n')}\n`,
    html: sheet(subject, paragraphs.map(marked)).text,
  }
}

const plain = (paragraph: Paragraph): string =>
  typeof paragraph === 'string' ? paragraph : `${paragraph.text}\n${paragraph.link}`

const ink = 'margin:0 0 16px;font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;color:#1d1c19'
const buttonStyle =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#0b6e5f;color:#ffffff;text-decoration:none'
const smallStyle =
  'margin:0 0 24px;font:13px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;color:#5d5a52;word-break:break-all'

const marked = (paragraph: Paragraph): Markup =>
  typeof paragraph === 'string'
    ? html`<p class="ink" style="${ink}">${paragraph}</p>`
    : html`<p class="ink" style="${ink}">${paragraph.text}</p>
        <p class="ink" style="${ink}">
          <a class="button" href="${paragraph.link}" style="${buttonStyle}">${paragraph.label}</a>
        </p>
        <p class="small" style="${smallStyle}">${paragraph.link}</p>`

// Mail programs drop style sheets as they like: what is light stands at each element, the dark sheet overrides it.
const sheet = (subject: string, body: readonly Markup[]): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${subject}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          @media (prefers-color-scheme: dark) {
            .paper {
              background: #121514 !important;
            }
            .ink {
              color: #edf0ee !important;
            }
            .small {
              color: #a7aeab !important;
            }
            .button {
              background: #58d0b6 !important;
              color: #06201b !important;
            }
          }
        </style>
      </head>
      <body class="paper" style="margin:0;background:#faf9f6">
        <div style="max-width:560px;margin:0 auto;padding:32px 20px">${body}</div>
      </body>
    </html> `
