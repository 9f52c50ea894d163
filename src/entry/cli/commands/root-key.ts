import type { ServerContext } from '../command.ts'

/** As the server shows a root key. */
export interface RootKey {
  id: number
  purpose: string
  state: 'primary' | 'open' | 'retired'
  createdAt: string
  retiredAt: string | null
  rows: number | null
  destroyableAt: string | null
  rotation: {
    toKey: number
    startedAt: string
    rowsAtStart: number
    resealed: number
    unreadable: number
    secondsLeft: number | null
  } | null
}

export interface RootKeys {
  keyring: { name: string; provenAt: string | null; trouble: string | null }
  rotatesAt: string | null
  keys: RootKey[]
}

export const rootKeysOf = ({ server }: ServerContext): Promise<RootKeys> => server.get('/api/vault/keys')
