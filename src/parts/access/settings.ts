import { defineSettings, secret } from '../../kit/settings.ts'

export const accessSettings = defineSettings('access', {
  internalApiKey: secret(
    'INTERNAL_API_KEY',
    'A fixed machine key of the home account (connections and data). Production wants it, 32 bytes or more; elsewhere optional.',
    { requiredInProduction: true },
  ),
})
