import { answer } from '../../../src/entry/netlify/index.ts'

/** Every address that is no file of the console, and none of those that Netlify gives out by a function's name. */
export default answer

export const config = { path: '/*', excludedPath: '/.netlify/*', preferStatic: true }
