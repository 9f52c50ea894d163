import { answer } from '../../../src/entry/netlify/index.ts'

/** Under `/.netlify/functions/` a function answers by its file's name alone. */
export default answer
