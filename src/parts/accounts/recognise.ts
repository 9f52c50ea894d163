import type { Asked, Caller } from '../../kit/route.ts'
import type { World } from '../../kit/world.ts'
import { recogniseOperator } from './operator/recognise.ts'
import { recogniseOutside } from './outside/recognise.ts'
import { recognisePerson } from './sessions/recognise.ts'

type Recognise = (world: World, asked: Asked) => Promise<Caller | undefined> | undefined

/** Where whoever is the operator and a person in one browser means the person. */
const peoplesOwn = /^\/(auth|profiles|api\/profiles)(\/|\?|$)/

/**
 * People by an outside issuer's token, the operator by its link, people by their sessions. One browser may be both of the
 * last.
 */
export const recognise: Recognise = (world, asked) => {
  const found = recogniseOutside(world, asked)
  return found ? found.then((caller) => caller ?? recogniseOurs(world, asked)) : recogniseOurs(world, asked)
}

const recogniseOurs: Recognise = (world, asked) => {
  const [first, second]: readonly [Recognise, Recognise] = peoplesOwn.test(asked.target)
    ? [recognisePerson, recogniseOperator]
    : [recogniseOperator, recognisePerson]
  const found = first(world, asked)
  return found ? found.then((caller) => caller ?? second(world, asked)) : second(world, asked)
}
