import { uuidv7 } from '../../kit/id.ts'
import { resident, type World } from '../../kit/world.ts'

/** This process's own name among those that share the database: a claim carries it. */
export const instanceOf: (world: World) => string = resident((world) => uuidv7(world))
