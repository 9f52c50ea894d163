import type { Part } from './kit/part.ts'
import { access } from './parts/access/index.ts'
import { accounts } from './parts/accounts/index.ts'
import { audit } from './parts/audit/index.ts'
import { connections } from './parts/connections/index.ts'
import { datasets } from './parts/datasets/index.ts'
import { limits } from './parts/limits/index.ts'
import { messages } from './parts/messages/index.ts'
import { operations } from './parts/operations/index.ts'
import { releases } from './parts/releases/index.ts'
import { vault } from './parts/vault/index.ts'

/** The parts of the house, lowest first: each may use those before it, by their front doors. */
export const parts: readonly Part[] = [
  limits,
  vault,
  audit,
  messages,
  accounts,
  access,
  connections,
  datasets,
  releases,
  operations,
]
