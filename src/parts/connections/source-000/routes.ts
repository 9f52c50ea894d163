import { autoRefresh } from './auto-refresh.ts'
import { oauthExchange } from './oauth-exchange.ts'
import { proxyFunction } from './proxy.ts'
import { refreshToken } from './refresh-token.ts'
import { revokeToken } from './revoke-token.ts'
import { tokenStatus } from './token-status.ts'

/** The functions of source 000 under their own addresses, with its shapes and words; each wants a key that it did not. */
export const functionRoutes = [
  tokenStatus,
  refreshToken,
  oauthExchange,
  ...autoRefresh,
  revokeToken,
  proxyFunction,
]
