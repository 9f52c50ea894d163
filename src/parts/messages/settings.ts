import { defineSettings, Mistake, text } from '../../kit/settings.ts'
import { mailSettings } from './mail/settings.ts'

export const messageSettings = defineSettings('messages', {
  ...mailSettings,
  webhookOrigins: {
    ...text(
      'KEYHOLD_WEBHOOK_ORIGINS',
      'Origins, comma-separated, on private addresses or without https to which webhooks may be sent, such as http://app:8080. Default none.',
    ),
    read: readOrigins,
  },
})

function readOrigins(raw: string | undefined): readonly string[] {
  const given = (raw ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const wrong = given.find((part) => !/^https?:\/\/[^/?#@\s]+$/.test(part) || !URL.canParse(part))
  if (wrong !== undefined)
    throw new Mistake(`holds ${wrong}; wants origins such as http://app:8080, without a path`)
  return given.map((part) => new URL(part).origin)
}
