import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Sql } from '../../../kit/sql.ts'
import { type Note, notePattern, notesIn, openNote } from '../../../parts/audit/index.ts'
import { homeOf } from '../../node/home.ts'
import { doorForReading } from '../backup/door.ts'
import type { Context } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'
import { linesIn } from './lines.ts'

/** The log in the database itself: no server has to run, and none is believed. */
export async function withLog<T>(context: Context, work: (sql: Sql) => Promise<T>): Promise<T> {
  const door = await doorForReading(context)
  try {
    const database = openDatabase({ url: door.url, statementTimeoutMilliseconds: 60_000 })
    try {
      return await work(database.sql)
    } finally {
      await database.close()
    }
  } finally {
    await door.close()
  }
}

/** Lines of a file, from its beginning each time. */
export function linesOf(path: string): () => AsyncIterable<string> {
  if (!existsSync(path))
    throw new Trouble(`There is no file ${path}.`, {
      exitCode: exitCodes.notFound,
      hint: 'Name one that `keyhold audit export` wrote.',
    })
  return () => linesIn(createReadStream(path))
}

export interface Signed {
  notes: Note[]
  /** Notes that none of the keys signed. */
  unknown: number
}

const checkpointFolder = 'checkpoints'

/** The key that the server put into the home beside its checkpoints; null where there is none. */
export function keyAtHome({ environment }: Context): string | null {
  const path = join(homeOf(environment), checkpointFolder, 'public.key')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}

/** The checkpoint in the home that covers most, as it was signed; null where none is. */
export function newestSigned(context: Context, publicKey: string): { note: Note; text: string } | null {
  const texts = [
    ...checkpointTexts(join(homeOf(context.environment), checkpointFolder)).matchAll(notePattern),
  ]
  const opened = texts.flatMap(([text]) => {
    const note = openNote(text, publicKey)
    return note ? [{ note, text }] : []
  })
  return opened.reduce<{ note: Note; text: string } | null>(
    (best, each) => (best === null || each.note.size > best.note.size ? each : best),
    null,
  )
}

/** Checkpoints of a file or a folder; without one those of the home. */
export function signedAt(
  { environment }: Context,
  given: string | undefined,
  keys: readonly string[],
): Signed {
  const place = given ?? join(homeOf(environment), checkpointFolder)
  if (!existsSync(place)) {
    if (given === undefined) return { notes: [], unknown: 0 }
    throw new Trouble(`There is nothing at ${given}.`, { exitCode: exitCodes.notFound })
  }
  return notesIn(checkpointTexts(place), keys)
}

function checkpointTexts(place: string): string {
  if (!existsSync(place)) return ''
  const files = statSync(place).isDirectory()
    ? readdirSync(place)
        .filter((name) => name.endsWith('.notes'))
        .map((name) => join(place, name))
    : [place]
  return files.map((file) => readFileSync(file, 'utf8')).join('')
}
