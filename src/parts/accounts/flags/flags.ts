import { type Flag, type FlagGrounds, type FlagName, flagsOf } from '../../../kit/flags.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'

/** Whether a feature is on now; what is switched elsewhere reaches here within 2 s. */
export async function isFeatureOn(world: World, name: FlagName): Promise<boolean> {
  return (await featuresOf(world)).some((flag) => flag.name === name && flag.isOn)
}

/** Every feature, and who says that it is on or off. */
export const featuresOf = (world: World): Promise<Flag[]> => flagsOf(world, groundsOf(world))

function groundsOf(world: World): FlagGrounds {
  const { emailEnabled, twoFactorEnabled, csrfEnabled } = world.settings(accountSettings)
  return {
    EMAIL_ENABLED: { environment: emailEnabled, default: world.mail !== null },
    TWO_FACTOR_ENABLED: { environment: twoFactorEnabled, default: true },
    CSRF_ENABLED: { environment: csrfEnabled, default: true },
  }
}
