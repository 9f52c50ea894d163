import { resolve } from 'node:path'
import type { Environment } from '../../kit/settings.ts'

/**
 * The home folder, as `homeOf` of `../node/start.ts` finds it; that file loads the whole house, which would make every
 * small command slow. A test compares the two.
 */
export const homeOf = (environment: Environment): string => resolve(environment.KEYHOLD_HOME || '.keyhold')
