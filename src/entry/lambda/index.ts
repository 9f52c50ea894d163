import { lambdaFunctions } from './functions.ts'

/**
 * Keyhold as AWS Lambda's functions: `answer` for every address, `runDue` for the schedule, `handler` for a function
 * that has both.
 */
const { answer, runDue, handler, warm } = lambdaFunctions(process.env)

// While a function is loaded it has a whole processor, whatever its memory; the first call finds all of it made.
await warm()

export { answer, handler, runDue }
