import { faults } from '../kit/fault.ts'
import { flagTitles, isFeatureOn } from '../kit/flags.ts'
import type { Step } from './steps.ts'

/** What is switched off is not there: 404 for everybody, before anybody is asked who he is. */
export const feature: Step = {
  name: 'feature',
  concerns: (route) => route.flag !== undefined,
  async run({ world, route }) {
    const { flag } = route
    if (flag === undefined || (await isFeatureOn(world, flag))) return
    throw faults.FEATURE_OFF({ words: `${flagTitles[flag]} feature is not enabled` })
  },
}
