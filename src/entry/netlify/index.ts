import { netlifyFunctions } from './functions.ts'

export type { NetlifyContext, NetlifyFunction } from './context.ts'

/** Keyhold as Netlify's functions: `answer` for every address, `runDue` for the schedule. */
export const { answer, runDue } = netlifyFunctions(process.env)
