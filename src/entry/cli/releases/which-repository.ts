import type { ServerContext } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { firstRows, mostRows } from '../pages.ts'
import { Trouble } from '../trouble.ts'
import { runHere } from './envelope.ts'

/** The repository that was named, else the one that the CI says; undefined where nobody says one. */
export const repositoryHere = (
  { environment }: ServerContext,
  named: string | undefined,
): string | undefined => named ?? runHere(environment).repository

/** All that something was sent about, by name. */
export async function allRepositories({ server }: ServerContext): Promise<string[]> {
  const { rows } = await firstRows('repositories', mostRows, (query) =>
    server.get('/internal/repositories', { query }),
  )
  return rows.map(({ name }) => name)
}

const mostTold = 20

/**
 * The one that was named or that the CI says, else the only one there is; undefined where there is none.
 * @throws Trouble with their names where there are several
 */
export async function oneRepository(
  context: ServerContext,
  named: string | undefined,
): Promise<string | undefined> {
  const here = repositoryHere(context, named)
  if (here !== undefined) return here
  const names = await allRepositories(context)
  if (names.length < 2) return names[0]
  throw new Trouble(`There are ${names.length} repositories, and nothing says which is meant.`, {
    exitCode: exitCodes.usage,
    hint: 'Name one by --repository.',
    details: names.slice(0, mostTold),
  })
}
