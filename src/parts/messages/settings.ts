import { defineSettings, origins } from '../../kit/settings.ts'
import { mailSettings } from './mail/settings.ts'

export const messageSettings = defineSettings('messages', {
  ...mailSettings,
  webhookOrigins: origins(
    'KEYHOLD_WEBHOOK_ORIGINS',
    'Origins, comma-separated, on private addresses or without https to which webhooks may be sent, such as http://app:8080. Default none.',
  ),
})
