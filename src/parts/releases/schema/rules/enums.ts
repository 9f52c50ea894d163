import type { EnumType } from '../catalogue/catalogue.ts'
import type { Found } from '../findings/finding.ts'
import { ofKind, type Placed, type Situation } from '../findings/situation.ts'

/** D8: values that are gone, moved, or used too early. */
export function enumChanges(situation: Situation, placed: readonly Placed[]): Found[] {
  return [
    ...[...situation.base.enums.values()].flatMap((before) => {
      const after = situation.target.enums.get(before.name)
      return after ? comparison(before, after, placed) : []
    }),
    ...usedTooEarly(situation),
  ]
}

function comparison(before: EnumType, after: EnumType, placed: readonly Placed[]): Found[] {
  const renamed = ofKind(placed, 'rename enum value').filter(({ change }) => change.enum === before.name)
  const gone = before.values.filter(
    (value) => !after.values.includes(value) && !renamed.some(({ change }) => change.value === value),
  )
  const name = before.enum
  if (gone.length > 0)
    return [
      {
        rule: 'D8',
        enum: name,
        detail: `${name} removed`,
        message: `The enum ${name} loses ${gone.join(', ')}: the migration fails where a row still holds it.`,
      },
    ]
  const kept = after.values.filter((value) => before.values.includes(value))
  const isMoved = before.values.filter((value) => kept.includes(value)).join('\0') !== kept.join('\0')
  if (!isMoved) return []
  return [
    {
      rule: 'D8',
      severity: 40,
      enum: name,
      detail: `${name} order`,
      message: `The values of the enum ${name} stand in another order: the database sorts and compares them as before, until the type is made anew.`,
    },
  ]
}

/** PostgreSQL refuses a new value in the transaction that adds it; Prisma runs a migration file as one. */
function usedTooEarly({ target, script, hasLockRules }: Situation): Found[] {
  if (!hasLockRules) return []
  const added = new Map<string, string>()
  const found = new Map<string, Found>()
  let file: string | null = null
  const enumNamed = (name: string) => target.enums.get(name)?.enum ?? name
  for (const { changes, constants, place } of script) {
    if (place !== null && place.file !== file) {
      file = place.file
      added.clear()
    }
    for (const value of constants) {
      const name = added.get(value)
      if (name === undefined) continue
      found.set(value, {
        rule: 'D8',
        severity: 60,
        enum: enumNamed(name),
        detail: `${name} used ${value}`,
        place,
        message: `The value ${value} is added to the enum ${name} and used in the same file of the migration, which PostgreSQL refuses in one transaction.`,
      })
    }
    for (const change of changes) {
      if (change.kind === 'add enum value') added.set(change.value, change.enum)
      if (change.kind === 'commit') added.clear()
    }
  }
  return [...found.values()]
}
