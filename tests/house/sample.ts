import type { z } from 'zod'

/** Stands where no schema foresees anything; must never be seen outside. */
export const stowaway = { stowaway: 'must stay inside' }

/** Texts that meet a schema's further demands, tried in turn. */
const texts = [
  'x',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  'https://app.example.org/',
  '2026-01-01T00:00:00.000Z',
  '1',
  '',
]

type Definition = { type: string } & Record<string, unknown>
const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/**
 * A value that the schema takes, with a stowaway in every object on every level.
 * @param choice which branch to take where there are several, counted round; from 0
 */
export function sampleOf(schema: z.ZodType, choice: number): unknown {
  const definition = definitionOf(schema)
  const inner = (name: string) => sampleOf(definition[name] as z.ZodType, choice)
  const oneOf = <T>(choices: readonly T[]): T => choices[choice % choices.length]!
  switch (definition.type) {
    case 'object': {
      const shape = Object.entries(definition.shape as Record<string, z.ZodType>)
      return {
        ...Object.fromEntries(shape.map(([name, member]) => [name, sampleOf(member, choice)])),
        ...stowaway,
      }
    }
    case 'array':
      return [inner('element')]
    case 'record':
      return { [String(inner('keyType'))]: inner('valueType') }
    case 'tuple':
      return (definition.items as z.ZodType[]).map((item) => sampleOf(item, choice))
    case 'union':
      return sampleOf(oneOf(definition.options as z.ZodType[]), choice)
    case 'intersection':
      return Object.assign({}, inner('left'), inner('right'))
    case 'nullable':
    case 'optional':
    case 'nonoptional':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
      return inner('innerType')
    case 'pipe':
      return inner('in')
    case 'lazy':
      return sampleOf((definition.getter as () => z.ZodType)(), choice)
    case 'string':
      return (
        texts.find((text) => schema.safeParse(text).success) ?? unforeseen('a text that meets its demands')
      )
    case 'number':
      return (
        [1, 0, 0.5, 100, 401].find((number) => schema.safeParse(number).success) ??
        unforeseen('a number in its range')
      )
    case 'boolean':
      return choice % 2 === 0
    case 'date':
      return new Date('2026-01-01T00:00:00Z')
    case 'enum':
      return oneOf(Object.values(definition.entries as Record<string, unknown>))
    case 'literal':
      return oneOf(definition.values as unknown[])
    case 'null':
      return null
    case 'any':
    case 'unknown':
    case 'custom':
      // These let out whatever they are given.
      return stowaway
    default:
      return unforeseen(`zod's "${definition.type}"`)
  }
}

function unforeseen(what: string): never {
  throw new Error(`tests/house/sample.ts knows no ${what}: teach it`)
}
