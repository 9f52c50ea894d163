import type { Settings } from '../../../kit/settings.ts'
import { accountSettings } from '../../accounts/index.ts'
import { releaseSettings } from '../settings.ts'

/** The address by which a journey calls this deployment itself, without a slash at its end. */
export function ownAddress(settings: Settings): string {
  const url = settings(releaseSettings).apiBaseUrl ?? settings(accountSettings).keyholdUrl
  return url.href.replace(/[?#].*$/, '').replace(/\/+$/, '')
}

/** Origins of ours, which may lie on private addresses: no call but a journey's gets there. */
export const ownOrigins = (settings: Settings): string[] => [new URL(ownAddress(settings)).origin]
