import type { Connection } from '../api.ts'
import type { Sync } from '../data-api.ts'

/** Connections that unlock data: those whose provider has had a sync, the ones with the newest syncs first. */
export function withData(connections: readonly Connection[], syncs: readonly Sync[]): Connection[] {
  const order = new Map<string, number>()
  for (const { connectionId } of syncs) if (!order.has(connectionId)) order.set(connectionId, order.size)
  const providers = new Set(connections.filter(({ id }) => order.has(id)).map(({ provider }) => provider))
  const place = ({ id }: Connection) => order.get(id) ?? order.size
  return connections
    .filter(
      ({ provider, status }) => providers.has(provider) && (status === 'active' || status === 'needs_reauth'),
    )
    .toSorted((a, b) => place(a) - place(b))
}
