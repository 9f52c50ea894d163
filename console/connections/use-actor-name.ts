import { useQuery } from '@tanstack/react-query'
import { keysQuery } from '../queries.ts'

const kinds: Record<string, string> = {
  operator: 'the operator',
  internal: 'the internal key',
  key: 'an API key',
  job: 'Keyhold',
}

/** Gives a caller as the API tells it (`key:<id>`, `operator:<id>`) a name; what is no such text is a name already. */
export function useActorName(): (caller: string) => string {
  const keys = useQuery(keysQuery()).data?.keys
  return (caller) => {
    const [kind = '', id] = caller.split(':')
    if (!(kind in kinds)) return caller
    return (kind === 'key' && keys?.find((key) => key.id === id)?.name) || kinds[kind]!
  }
}
