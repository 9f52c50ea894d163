import { z } from 'zod'
import { type OperationClass, operationClasses, type Tolerance } from '../breakers/tolerance.ts'
import type { PolicySpec } from './policy.ts'
import { builtInBook, type CountsBy, type PipelinePolicy, pipelinePolicy, type PolicyBook } from './tiers.ts'

const count = z.number().int().min(1)
const numbers = {
  limit: count,
  burst: count.optional(),
  cost: count.optional(),
  lease: z.number().int().min(0).optional(),
}
const rate = z.strictObject({ name: z.string(), kind: z.literal('rate'), periodSeconds: count, ...numbers })
const quota = z.strictObject({
  name: z.string(),
  kind: z.literal('quota'),
  period: z.enum(['minute', 'hour', 'day', 'month']),
  ...numbers,
})
const given = z.strictObject({
  tiers: z
    .record(
      z.string(),
      z
        .array(z.union([rate, quota]))
        .min(1)
        .max(10),
    )
    .default({}),
  policies: z.record(z.string(), z.strictObject({ periodSeconds: count, ...numbers }).partial()).default({}),
  breakers: z
    .partialRecord(
      z.enum(operationClasses),
      z.strictObject({ failures: count.max(1000), openSeconds: count.max(3600) }).partial(),
    )
    .default({}),
})

type Numbers = z.infer<typeof given>['policies'][string]

/**
 * The built-in book with what the operator's JSON says: whole tiers, and other numbers of policies and breakers.
 * @throws Error in words
 */
export function bookFrom(json: string): PolicyBook {
  const { tiers, policies, breakers } = readGiven(json)
  const changed = Object.entries(policies).map(([name, some]) => [name, withNumbers(name, some)])
  const made = Object.entries(tiers).map(([name, some]) => [name, tierOf(name, some as PolicySpec[])])
  return {
    tiers: { ...builtInBook.tiers, ...Object.fromEntries(made) },
    policies: { ...builtInBook.policies, ...Object.fromEntries(changed) },
    breakers: {
      refresh: toleranceOf('refresh', breakers.refresh),
      exchange: toleranceOf('exchange', breakers.exchange),
      api: toleranceOf('api', breakers.api),
    },
  }
}

/** What is not given stays as it is. */
const toleranceOf = (
  operation: OperationClass,
  { failures, openSeconds }: z.infer<typeof given>['breakers'][OperationClass] = {},
): Tolerance => {
  const known = builtInBook.breakers[operation]
  return { failures: failures ?? known.failures, openSeconds: openSeconds ?? known.openSeconds }
}

function readGiven(json: string): z.infer<typeof given> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new Error('it is not valid JSON', { cause })
  }
  const { data, error } = given.safeParse(value)
  if (data) return data
  const [issue] = error.issues
  throw new Error(`/${issue!.path.join('/')}: ${issue!.message}`)
}

function tierOf(name: string, specs: readonly PolicySpec[]): readonly PipelinePolicy[] {
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) throw new Error(`"${name}" is no name of a tier`)
  const names = new Set(specs.map((spec) => spec.name))
  if (names.size < specs.length) throw new Error(`the tier "${name}" has two policies of one name`)
  return specs.map((spec) => pipelinePolicy({ ...spec, countsBy: 'caller' as CountsBy }))
}

function withNumbers(name: string, some: Numbers): PipelinePolicy {
  const known = builtInBook.policies[name]
  if (!known)
    throw new Error(`there is no policy "${name}"; there are ${Object.keys(builtInBook.policies).join(', ')}`)
  const { lease: _lease, ...rest } = known
  // A burst that was the limit follows it.
  const burst =
    known.kind === 'rate' && known.burst === known.limit ? { burst: some.limit ?? known.limit } : {}
  return pipelinePolicy({ ...rest, ...burst, ...some } as PolicySpec & { countsBy: CountsBy })
}
