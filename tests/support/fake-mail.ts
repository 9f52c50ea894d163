import { type Letter, type Mail, MailTrouble, type MailTroubleKind } from '../../src/kit/mail.ts'

/** A way out for mail that takes letters, or does whatever a test lets it do. */
export interface FakeMail extends Mail {
  sent: Letter[]
  tries: number
  act: () => Promise<void>
}

export function aMail(): FakeMail {
  const mail: FakeMail = {
    sent: [],
    tries: 0,
    act: () => Promise.resolve(),
    async send(letter) {
      mail.tries += 1
      await mail.act()
      mail.sent.push(letter)
    },
  }
  return mail
}

/** Each letter, for now, for good, or all. */
export const refuses = (kind: MailTroubleKind, code: string) => () =>
  Promise.reject(new MailTrouble(kind, code))
