import type { HttpClient } from '../../kit/http-client.ts'
import { isMailAddress, MailTrouble } from '../../kit/mail.ts'
import type { WayOut } from '../../parts/messages/index.ts'
import { resend } from './mail-resend.ts'
import { smtp } from './mail-smtp.ts'
import type { Postbox } from './postbox.ts'

/** The way out that the settings name; nothing is dialled before the first letter. Null when they name none. */
export function openMail(
  way: WayOut | null,
  { http, ca }: { http: Pick<HttpClient, 'send'>; ca?: string },
): Postbox | null {
  if (!way) return null
  const box = way.kind === 'smtp' ? smtp(way.server, way.from, ca) : resend(http, way)
  return {
    check: () => box.check(),
    async send(letter) {
      // A library or a server would read a list of addresses out of one.
      if (!isMailAddress(letter.to)) throw new MailTrouble('refused', 'address')
      await box.send(letter)
    },
  }
}

/** Where mail goes, in words for the one who runs this. */
export const placeOf = (way: WayOut): string =>
  way.kind === 'smtp' ? `${way.server.host}:${way.server.port}` : way.baseUrl.host
