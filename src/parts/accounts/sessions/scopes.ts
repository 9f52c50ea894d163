import type { Role } from './find-store.ts'

const viewer = ['connections:read', 'data:read', 'audit:read'] as const
const member = [
  ...viewer,
  'connections:write',
  'connections:proxy',
  'connections:proxy:write',
  'connections:token',
  'data:write',
] as const
const owner = [...member, 'keys:read', 'keys:write', 'webhooks:read', 'webhooks:write'] as const

/** What a signed-in person may do for the own account (as its owner), or for a team by the role in it. Never `*`. */
export const scopesOf = (role: Role): readonly string[] => ({ owner, member, viewer })[role]
