import { useQuery } from '@tanstack/react-query'
import { providersQuery } from '../queries.ts'
import { titleOf } from './words.ts'

/** Gives a provider's id its title. */
export function useProviderTitle(): (provider: string) => string {
  const providers = useQuery(providersQuery).data?.providers
  return (id) => providers?.find((provider) => provider.id === id)?.title ?? titleOf(id)
}
