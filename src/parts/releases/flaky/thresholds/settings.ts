import { z } from 'zod'
import { ownThresholds, type Thresholds, thresholdsOf } from '../verdicts/thresholds.ts'

/** What a repository decides of its tests. */
export interface FlakySettings {
  thresholds: Thresholds
  /** Whether a test that turns out flaky is quarantined by itself. Default false. */
  autoQuarantine: boolean
  /** Days until a quarantine is looked at again, 1 to 365. Default 30. */
  quarantineDays: number
}

/** As they come from outside, and as they are stored: what is left out is as by default. */
export const ownSettings = z.strictObject({
  thresholds: ownThresholds.optional(),
  autoQuarantine: z.boolean().optional(),
  quarantineDays: z.int().min(1).max(365).optional(),
})
export type OwnSettings = z.infer<typeof ownSettings>

/** Of a repository's settings of all slices. */
export function flakySettingsOf(settings: Readonly<Record<string, unknown>>): FlakySettings {
  const read = ownSettings.safeParse(settings.flaky ?? {})
  const own = read.success ? read.data : {}
  return {
    thresholds: thresholdsOf(own.thresholds ?? {}),
    autoQuarantine: own.autoQuarantine ?? false,
    quarantineDays: own.quarantineDays ?? 30,
  }
}
