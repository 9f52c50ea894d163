/**
 * The database that the engine wants to see before it compares two schemas: it is asked for its version and told to make a
 * schema, and the comparison itself reads nothing of it. So this one answers with no rows, and no connection leaves here.
 */
export function noDatabase(provider: 'postgres' | 'sqlite'): object {
  const connection = {
    provider,
    adapterName: 'keyhold',
    queryRaw: async () => done({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: async () => done(0),
    executeScript: async () => done(undefined),
    getConnectionInfo: () => done({ schemaName: 'public', supportsRelationJoins: false }),
    dispose: async () => done(undefined),
  }
  const connect = async () => done(connection)
  return { provider, adapterName: 'keyhold', connect, connectToShadowDb: connect }
}

/** The engine's own form of a result. */
interface Done<Value> {
  ok: true
  value: Value
}
const done = <Value>(value: Value): Done<Value> => ({ ok: true, value })
