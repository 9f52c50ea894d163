import type { Values } from '../../../kit/settings.ts'
import type { accountSettings } from '../settings.ts'
import { privateOriginsOf } from './jwks.ts'

/** Origins of issuers that the operator configured: they alone may lie on private addresses. */
export const issuerOrigins = ({
  clerk,
  issuers,
  consoleIssuer,
}: Values<(typeof accountSettings)['shape']>): string[] =>
  [
    ...(clerk ? [clerk] : []),
    ...issuers,
    ...(consoleIssuer ? [{ issuer: consoleIssuer, keys: { kind: 'discovery' as const } }] : []),
  ].flatMap(privateOriginsOf)
