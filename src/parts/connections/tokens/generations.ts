import type { Standing } from '../../../kit/part.ts'
import type { World } from '../../../kit/world.ts'

const pageRows = 5_000
const lowestId = '00000000-0000-0000-0000-000000000000'

/** Every connection with the generation that it shows, and the one it would reserve next, which only rises. */
export async function* generations(world: Pick<World, 'sql'>): AsyncGenerator<Standing> {
  const jobs = { sql: world.sql.as({ role: 'jobs' }) }
  let page = await nextGenerations(jobs, lowestId)
  while (page.length > 0) {
    yield* page
    page = await nextGenerations(jobs, page.at(-1)!.object)
  }
}

const nextGenerations = ({ sql }: Pick<World, 'sql'>, after: string) => sql<Standing>`
  select c.id as object, c.generation::int as generation, c.next_generation::int as "nextGeneration"
  from connections c where c.id > ${after}::uuid order by c.id limit ${pageRows}`
