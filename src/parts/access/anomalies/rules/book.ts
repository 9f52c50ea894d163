import { behaviour } from './behaviour.ts'
import { identity } from './identity.ts'
import { pace } from './pace.ts'
import type { Rule } from './rule.ts'

/** Every rule. What each may weigh at most decides what they can do together: see `ladder.ts`. */
export const rules: readonly Rule[] = [...pace, ...behaviour, ...identity]

export const ruleNamed = (name: string): Rule | undefined => rules.find((rule) => rule.name === name)
