import type { FlagGrounds } from '../../../kit/flags.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'

export function accountFlags(world: World): FlagGrounds {
  const { emailEnabled, twoFactorEnabled, csrfEnabled } = world.settings(accountSettings)
  return {
    EMAIL_ENABLED: { environment: emailEnabled, default: world.mail !== null },
    TWO_FACTOR_ENABLED: { environment: twoFactorEnabled, default: true },
    CSRF_ENABLED: { environment: csrfEnabled, default: true },
  }
}
