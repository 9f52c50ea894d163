import { defineSettings, secret } from '../../kit/settings.ts'

export const accessSettings = defineSettings('access', {
  internalApiKey: secret(
    'INTERNAL_API_KEY',
    'A fixed machine key of the home account (connections and data). Production wants it, 32 bytes or more; elsewhere optional.',
    { requiredInProduction: true },
  ),
  adminKey: secret(
    'ADMIN_KEY',
    "Opens source 000's api-key-manager, which makes keys for single users of the home account. Default none: it is closed. Production wants 32 bytes or more.",
    // Required as it is given: so production looks at its length.
    {
      requiredInProduction: ({ environment }) => Boolean(environment.ADMIN_KEY || environment.ADMIN_KEY_FILE),
    },
  ),
})
