import type { ServerContext } from '../command.ts'
import type { Got } from '../server.ts'

export type RootKeys = Got<'/api/vault/keys'>
export type RootKey = RootKeys['keys'][number]

export const rootKeysOf = ({ server }: ServerContext): Promise<RootKeys> => server.get('/api/vault/keys')
