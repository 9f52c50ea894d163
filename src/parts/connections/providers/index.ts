export {
  type Catalogue,
  type CatalogueInput,
  type CatalogueMistake,
  mistakeText,
  readCatalogue,
  variablePrefixOf,
} from './catalogue.ts'
export type { BudgetReading, Identity } from './hooks.ts'
export * from './oauth.ts'
export {
  isComplete,
  type ListedProvider,
  type Provider,
  type ProviderApp,
  type ProviderEntry,
  providerSchema,
} from './provider.ts'
