import type { Environment } from '../../kit/settings.ts'
import { oldestNode } from '../cli/node-version.ts'
import type { Configuration } from '../functions/instance.ts'
import { type Platform, readSettingsOf } from '../functions/settings.ts'

const lambda: Platform = {
  olderNode: (version) =>
    `Runtime: the function runs on Node ${version}; set it to nodejs${oldestNode}.x in the template, and deploy again`,
  missingUrl:
    'KEYHOLD_URL: is missing; give the address that people and programs call, such as https://keyhold.example.org',
}

/** AWS's own names hold the function's role there, which is whom KMS is to trust. @throws SettingsError with every mistake at once */
export const readLambdaSettings = (given: Environment, nodeVersion?: string): Configuration =>
  readSettingsOf(lambda, given, nodeVersion)
