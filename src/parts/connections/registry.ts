import { resident, type World } from '../../kit/world.ts'
import { connectionFaults } from './faults.ts'
import { connectionSettings } from './settings.ts'
import type { BudgetWindow } from '../limits/index.ts'
import {
  type BudgetReading,
  complete,
  type ListedProvider,
  type Provider,
  type ProviderApp,
  variablePrefixOf,
} from './providers/index.ts'

/** All providers of this deployment, configured or not. */
export const providersOf = (world: World): ReadonlyMap<string, ListedProvider> =>
  world.settings(connectionSettings).catalogue

/** @throws PROVIDER_NOT_FOUND */
export function providerOf(world: World, id: string): ListedProvider {
  const provider = providersOf(world).get(id)
  if (!provider) throw connectionFaults.PROVIDER_NOT_FOUND({ provider: id })
  return provider
}

const discovered = resident(() => new Map<string, Provider>())

/** The provider with its addresses, discovered when it is of that kind. Not inside a transaction. */
export async function callable(world: World, id: string): Promise<Provider> {
  const kept = discovered(world).get(id)
  if (kept) return kept
  const provider = await complete(world.http, providerOf(world, id))
  discovered(world).set(id, provider)
  return provider
}

/** Our registration there. @throws PROVIDER_NOT_CONFIGURED naming the missing variables */
export function appOf(world: World, id: string): ProviderApp {
  const app = world.settings(connectionSettings).apps.get(id)
  if (!app) {
    const detail = `${providerOf(world, id).title} OAuth not configured`
    throw connectionFaults.PROVIDER_NOT_CONFIGURED({ provider: id, missing: missingVariables(id), detail })
  }
  return app
}

export const isConfigured = (world: World, id: string): boolean =>
  world.settings(connectionSettings).apps.has(id)

export const missingVariables = (id: string): string[] => [
  `${variablePrefixOf(id)}_CLIENT_ID`,
  `${variablePrefixOf(id)}_CLIENT_SECRET`,
]

/** One provider app is one budget, whoever spends it. */
export const budgetName = (provider: string, app: ProviderApp): string => `${provider}:${app.clientId}`

/** The windows that count all users of our app together, as far as the provider told them. */
export const budgetWindows = (readings: readonly BudgetReading[]): BudgetWindow[] =>
  readings.flatMap(({ name, counts, windowSeconds, limit, remaining, resetsAt }) =>
    counts === 'app' && limit !== null && remaining !== null
      ? [{ window: name, windowSeconds, limit, used: Math.max(0, limit - remaining), resetsAt }]
      : [],
  )
