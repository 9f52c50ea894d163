import type { Exchange, HttpClient } from '../../kit/http-client.ts'
import { type Letter, MailTrouble, type MailTroubleKind } from '../../kit/mail.ts'
import type { Sender, WayOut } from '../../parts/messages/index.ts'
import type { Postbox } from './postbox.ts'

const deadlineMilliseconds = 15_000

type Resend = Extract<WayOut, { kind: 'resend' }>

/** Mail by Resend's API (https://resend.com/docs/api-reference). */
export function resend(http: Pick<HttpClient, 'send'>, { apiKey, baseUrl, from }: Resend): Postbox {
  const ask = (method: string, path: string, more: { id?: string; body?: string } = {}) =>
    http.send({
      method,
      url: new URL(`${baseUrl.href.replace(/\/$/, '')}${path}`),
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        ...(more.body !== undefined && { 'content-type': 'application/json' }),
        ...(more.id !== undefined && { 'idempotency-key': more.id }),
      },
      ...(more.body !== undefined && { body: more.body }),
      deadlineMilliseconds,
    })
  return {
    async send(letter) {
      const body = JSON.stringify(mailOf(letter, from))
      const trouble = troubleOf(await ask('POST', '/emails', { id: letter.id, body }))
      if (trouble) throw trouble
    },
    async check() {
      const exchange = await ask('GET', '/domains')
      // A key that may only send is as good as one that may look around.
      if (nameOf(exchange) === 'restricted_api_key') return
      const trouble = troubleOf(exchange)
      if (trouble) throw trouble
    },
  }
}

const mailOf = ({ to, subject, text, html }: Letter, { name, address }: Sender) => ({
  from: name === '' ? address : `"${name.replaceAll(/["\\\p{Cc}]/gu, ' ')}" <${address}>`,
  to: [to],
  subject,
  text,
  html,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

function troubleOf(exchange: Exchange): MailTrouble | null {
  if (exchange.kind !== 'answered') return new MailTrouble('away', codeOf(exchange))
  const { status } = exchange
  if (status >= 200 && status < 300) return null
  const name = nameOf(exchange)
  // It has had a letter of this id, in other words: that one is on its way.
  if (name === 'invalid_idempotent_request') return null
  return new MailTrouble(kindOf(status), name === null ? `resend_${status}` : `resend_${status}_${name}`)
}

/** The key, the domain or the quota is about all letters; what else is refused is about this one. */
function kindOf(status: number): MailTroubleKind {
  if (status === 409) return 'later'
  return [400, 404, 405, 413, 422].includes(status) ? 'refused' : 'away'
}

const codeOf = (exchange: Exclude<Exchange, { kind: 'answered' }>): string =>
  exchange.kind === 'blocked'
    ? 'address_refused'
    : ((exchange.cause as { code?: string }).code ?? exchange.kind)

/** What went wrong, as a word; its message may hold addresses. */
function nameOf(exchange: Exchange): string | null {
  if (exchange.kind !== 'answered') return null
  try {
    const { name } = JSON.parse(Buffer.from(exchange.body).toString()) as { name?: unknown }
    return typeof name === 'string' && /^[a-z_]{1,60}$/.test(name) ? name : null
  } catch {
    return null // not its own answer: the status says enough
  }
}
