import type { Environment } from '../../kit/settings.ts'
import { oldestNode } from '../cli/node-version.ts'
import type { Configuration } from '../functions/instance.ts'
import { type Platform, readSettingsOf } from '../functions/settings.ts'

const netlify: Platform = {
  olderNode: (version) =>
    `AWS_LAMBDA_JS_RUNTIME: the functions run on Node ${version}; set it to nodejs${oldestNode}.x among the site's variables, and deploy again`,
  missingUrl: "KEYHOLD_URL: is missing, and so is Netlify's URL; give the site's address",
}

/** @throws SettingsError with every mistake at once */
export const readFunctionSettings = (given: Environment, nodeVersion?: string): Configuration =>
  readSettingsOf(netlify, withOwnCredentials(given), nodeVersion)

/** Under AWS's own names a function finds the credentials of Netlify's role, and Netlify lets nobody set these. */
const withOwnCredentials = (environment: Environment): Environment => ({
  ...environment,
  AWS_ACCESS_KEY_ID: environment.KEYHOLD_AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: environment.KEYHOLD_AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN: undefined,
  AWS_REGION: environment.KEYHOLD_AWS_REGION,
})
