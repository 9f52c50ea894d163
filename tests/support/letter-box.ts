import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A letter as a server took it. */
export interface Taken {
  /** Of the envelope. */
  to: string[]
  isSecure: boolean
  user: string | null
  /** The letter's own bytes, headers before the first empty line. */
  text: string
}

export interface LetterBox {
  port: number
  taken: Taken[]
  /** What people were told to sign in with, successful or not. */
  passwords: string[]
  /** An answer to the next receivers, such as 550; null: all are welcome. */
  refuse: number | null
  close(): Promise<void>
}

/** A mail server on loopback, which takes what it is given. */
export async function startLetterBox(options: SMTPServerOptions = {}): Promise<LetterBox> {
  const box: LetterBox = {
    port: 0,
    taken: [],
    passwords: [],
    refuse: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    ...options,
    onAuth(auth, _session, done) {
      box.passwords.push(auth.password ?? '')
      done(null, { user: auth.username })
    },
    onRcptTo(address, _session, done) {
      if (box.refuse === null) return done()
      done(Object.assign(new Error(`no ${address.address} here`), { responseCode: box.refuse }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        box.taken.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          isSecure: session.secure,
          user: session.user ?? null,
          text: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  // A client that hangs up is what some tests are about; it tells so itself.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  box.port = (server.server.address() as AddressInfo).port
  return box
}

/** Head and body of a letter, lines that were folded put together again. */
export function partsOf({ text }: Taken): { head: string[]; body: string } {
  const end = text.indexOf('\r\n\r\n')
  return {
    head: text
      .slice(0, end)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n'),
    body: text
      .slice(end + 4)
      .replaceAll('=\r\n', '')
      .replaceAll('=3D', '='),
  }
}
