// The provider of the storm: the sandbox, in a process of its own.
import { startSandbox } from '../sandbox/index.ts'
import { serveBench } from './child-side.ts'
import type { ProviderApp } from './stage.ts'

const sandbox = await startSandbox({ rotation: 'strict' })
const app: ProviderApp = {
  url: sandbox.url,
  clientId: sandbox.client.id,
  clientSecret: sandbox.client.secrets[0]!,
}
serveBench(app, () => sandbox.close())
