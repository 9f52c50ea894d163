import type { Overview } from '../api.ts'

/** How everything stands, in one sentence: the worst first. */
export function healthInWords({
  connections,
  providers,
}: Pick<Overview, 'connections' | 'providers'>): string {
  const away = providers.filter((provider) => provider.breaker === 'open').map((provider) => provider.title)
  if (away.length > 0)
    return `${listed(away)} ${away.length === 1 ? 'does' : 'do'} not answer. Tokens that are still good are served; Keyhold keeps trying.`
  if (connections.needsReauth > 0)
    return `${counted(connections.needsReauth, 'connection needs', 'connections need')} reconnecting by ${connections.needsReauth === 1 ? 'its owner' : 'their owners'}.`
  if (connections.active === 1) return 'The one connection is fresh.'
  if (connections.active > 1) return `All ${connections.active} connections are fresh.`
  return 'Keyhold runs. No account is connected.'
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const listed = (names: readonly string[]) => new Intl.ListFormat('en').format(names)
