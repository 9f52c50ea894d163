import { type Environment, SettingsError } from '../../kit/settings.ts'
import { type Configuration, type Instance, startInstance } from './instance.ts'

/** A start that failed is tried again by the next call, but for one that only another deployment can mend. */
export function startedOnce(
  environment: Environment,
  read: (environment: Environment) => Configuration,
): () => Promise<Instance> {
  let starting: Promise<Instance> | null = null
  return () => (starting ??= start().catch(thrown))

  async function start(): Promise<Instance> {
    return startInstance(read(environment))
  }
  function thrown(error: unknown): never {
    if (!(error instanceof SettingsError)) starting = null
    throw error
  }
}
