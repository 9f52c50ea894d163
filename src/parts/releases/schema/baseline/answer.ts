import type { Operation } from './operations.ts'

/** Source 004's answer. Its sum makes 26 harmless new fields `high`; ours stands beside it. */
export interface SourceAnswer {
  operations: readonly Operation[]
  /** Sum of the operations' risks. */
  riskScore: number
  severity: 'low' | 'medium' | 'high'
  windowRecommendation: 'low-traffic' | 'off-peak' | 'scheduled-maintenance'
  summary: {
    totalOperations: number
    addModels: number
    dropModels: number
    addFields: number
    dropFields: number
    alterTypes: number
    hasDestructive: boolean
  }
}

export function sourceAnswer(operations: readonly Operation[]): SourceAnswer {
  const count = (type: Operation['type']) => operations.filter((each) => each.type === type).length
  const riskScore = operations.reduce((sum, { risk }) => sum + risk, 0)
  const summary = {
    totalOperations: operations.length,
    addModels: count('addModel'),
    dropModels: count('dropModel'),
    addFields: count('addField'),
    dropFields: count('dropField'),
    alterTypes: count('alterType'),
    hasDestructive: count('dropModel') + count('dropField') > 0,
  }
  return {
    operations,
    riskScore,
    severity: riskScore > 50 ? 'high' : riskScore > 20 ? 'medium' : 'low',
    windowRecommendation: windowOf(riskScore, summary),
    summary,
  }
}

function windowOf(riskScore: number, { hasDestructive, alterTypes }: SourceAnswer['summary']) {
  if (riskScore > 50 || hasDestructive) return 'scheduled-maintenance'
  return riskScore > 20 || alterTypes > 0 ? 'off-peak' : 'low-traffic'
}
