import { invocation } from './invocation.ts'

/** What helps on after a fault of the server, by its code; `id` is the connection's, where the server told it. */
const steps: Readonly<Record<string, (id: string) => string>> = {
  CONNECTION_NOT_FOUND: () => 'connections',
  USER_NOT_FOUND: () => 'connections',
  KEY_NOT_FOUND: () => 'keys list',
  PERSON_NOT_FOUND: () => 'people list',
  PROVIDER_NOT_FOUND: () => 'providers',
  PROVIDER_NOT_CONFIGURED: () => 'providers',
  REPOSITORY_NOT_FOUND: () => 'repositories list',
  PULL_REQUEST_NOT_FOUND: () => 'pr list',
  TEST_NOT_FOUND: () => 'flaky list',
  JOURNEY_NOT_FOUND: () => 'journey list',
  JOURNEY_RUN_NOT_FOUND: () => 'journey runs',
  FEATURE_OFF: () => 'flags list',
  NEEDS_REAUTH: (id) => `connections reconnect ${id}`,
  DATABASE_UNAVAILABLE: () => 'doctor',
  SECRET_UNREADABLE: () => 'doctor',
  INTERNAL: () => 'doctor',
}

/** The command to try after a fault, where there is one. */
export function nextAfter(code: string, connectionId = '<id>'): string | undefined {
  const step = steps[code]?.(connectionId)
  return step && `${invocation} ${step}`
}
