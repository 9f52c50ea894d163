import type { House, Personal, PersonalTable, SealedColumn } from '../../../kit/part.ts'
import { resident, type World } from '../../../kit/world.ts'

const given = resident<{ house: House | null }>(() => ({ house: null }))

/** Keeps what the app hands down when it starts. */
export const enterHouse = (world: World, house: House): void => void (given(world).house = house)

function houseOf(world: World): House {
  const { house } = given(world)
  if (!house) throw new Error('the accounts were not started')
  return house
}

/** What each part declared of people, lowest part first. */
export const declaredBy = (world: World): readonly Personal[] => houseOf(world).personal

export const declaredTables = (world: World): PersonalTable[] =>
  declaredBy(world).flatMap(({ tables }) => tables)

export function sealedIn(world: World, table: string, column: string): SealedColumn {
  const found = houseOf(world).sealed.find(
    ({ sqlTable, sqlColumn }) => sqlTable === table && sqlColumn === column,
  )
  if (!found) throw new Error(`${table}.${column} is not declared as sealed`)
  return found
}
