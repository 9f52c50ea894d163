import type { Environment } from '../../kit/settings.ts'
import { startSandbox } from '../../../sandbox/index.ts'

export interface Demo {
  /** Makes the sandbox a configured provider. */
  environment: Environment
  close(): Promise<void>
}

const clientVariable = /^[A-Z][A-Z0-9_]*_CLIENT_ID$/

/** As long as no provider is configured, a provider on loopback lets a newcomer see everything work. Never in production. */
export async function startDemo(environment: Environment, production: boolean): Promise<Demo | null> {
  const isConfigured = Object.keys(environment).some((name) => clientVariable.test(name) && environment[name])
  if (production || isConfigured || environment.KEYHOLD_SANDBOX === 'off') return null
  const sandbox = await startSandbox({ rotation: 'strict' })
  return {
    environment: {
      SANDBOX_BASE_URL: sandbox.url,
      SANDBOX_CLIENT_ID: sandbox.client.id,
      SANDBOX_CLIENT_SECRET: sandbox.client.secrets[0]!,
    },
    close: () => sandbox.close(),
  }
}
