import { randomInt } from 'node:crypto'
import { openDatabase } from '../../../kit/sql.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { strongBytes } from '../../../kit/world.ts'

/*
 * A process that writes entries: `node writers.fixture.ts <url> <account> <writers> <entries>`. Each writer ends every
 * third of its transactions by a rollback, and prints the ids of those that were committed. With 0 entries it writes one
 * in a transaction that stays open until its standard input ends.
 */
const [url, accountId, writers, entries] = process.argv.slice(2)
const database = openDatabase({ url: url!, poolSize: Number(writers) })
const sql = database.sql.as({ role: 'app', accountId: accountId! })

class RolledBack extends Error {}

async function write(isKept: boolean, hold?: () => Promise<void>): Promise<string | null> {
  const id = uuidv7({ now: () => new Date(), random: strongBytes })
  try {
    await sql.transaction(async (sql) => {
      await sql`select audit_append(${id}, ${new Date()}, ${accountId!}, null, 'job', 'writers', 'key.created', null, null, 'ok', null, null, null)`
      await hold?.()
      if (!isKept) throw new RolledBack()
    })
    return id
  } catch (error) {
    if (error instanceof RolledBack) return null
    throw error
  }
}

async function writer(): Promise<void> {
  for (let kept = 0; kept < Number(entries);) {
    const id = await write(randomInt(3) > 0)
    if (id === null) continue
    kept += 1
    process.stdout.write(`${id}\n`)
  }
}

async function pausedWriter(): Promise<void> {
  const id = await write(true, async () => {
    process.stdout.write('writing\n')
    for await (const _ of process.stdin);
  })
  process.stdout.write(`${id}\n`)
}

await (Number(entries) === 0 ? pausedWriter() : Promise.all(Array.from({ length: Number(writers) }, writer)))
await database.close()
