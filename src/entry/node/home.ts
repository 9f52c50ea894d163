import { resolve } from 'node:path'
import type { Environment } from '../../kit/settings.ts'

/** The home folder: `KEYHOLD_HOME`, or `.keyhold` where the process was started. */
export const homeOf = (environment: Environment): string => resolve(environment.KEYHOLD_HOME || '.keyhold')
