import { on } from '../../support/backups.ts'
import { partsOf } from '../../support/letter-box.ts'
import { connectAll, goAstray } from './connecting.ts'
import { crash } from './ending.ts'
import type { House } from './house.ts'
import { takeOver } from './importing.ts'
import { command, end, makeKeys, makeWebhooks, signIn } from './managing.ts'
import { visit } from './people.ts'
import { ask, look, use } from './using.ts'
import { filesBelow, superUrlOf, tablesOf, type Written } from './written.ts'

/** Everything that was written while every feature was used, by where it was written. */
export interface Harvest {
  answers: Written[]
  commands: Written[]
  logs: Written[]
  tables: Written[]
  files: Written[]
}

/**
 * Drives every feature that a secret passes through, with PostgreSQL logging every statement; ends one server by kill -9
 * and one by an error that nobody catches.
 * @param control stands in a statement of the database's owner, so that it is in log, table and files
 */
export async function drive(house: House, control: string): Promise<Harvest> {
  await house.start()
  const superUrl = superUrlOf(house.home.folder)
  await on(superUrl, `alter system set log_statement = 'all'`)
  await on(superUrl, 'select pg_reload_conf()')
  await signIn(house)
  await Promise.all([makeKeys(house, 10), makeWebhooks(house), visit(house)])
  const connected = await connectAll(house, 27)
  await goAstray(house)
  await Promise.all([use(house, connected), ask(house, connected[0]!), takeOver(house)])
  await end(house, connected.slice(18))
  await crash(house, connected[0]!, connected[9]!)
  await house.start()
  await look(house, connected[9]!)
  await command(house, connected[9]!)
  await on(superUrl, `create table control as select '${control}'::text as secret`)
  const tables = await tablesOf(superUrl)
  await house.stop()
  return { ...heard(house), tables, ...onDisk(house) }
}

function heard({
  heard,
  servers,
  receiver,
  letterBox,
}: House): Pick<Harvest, 'answers' | 'commands' | 'logs'> {
  const { answers = [], commands = [] } = Object.groupBy(heard, ({ where }) =>
    where.startsWith('command') ? 'commands' : 'answers',
  )
  const posted = {
    where: 'what was posted to the app',
    bytes: Buffer.from(JSON.stringify(receiver.received)),
  }
  const mailed = letterBox.taken.map((taken) => {
    const { head, body } = partsOf(taken)
    return { where: 'a letter', bytes: Buffer.from([...head, body].join('\n')), shows: ['token of a mail'] }
  })
  const said = servers.map(({ stdout, stderr }, index) => ({
    where: `output of server ${index}`,
    bytes: Buffer.from(stdout() + stderr()),
  }))
  return { answers: [...answers, posted, ...mailed], commands, logs: said }
}

/** Home, backups, the exported log, reports of crashes: all but the files that hold a key, and those given to an import. */
function onDisk({ home, folder, given }: House): Pick<Harvest, 'files'> {
  const inHome = filesBelow(home.folder, ['master.key', 'operator.key'])
  return {
    files: [
      ...inHome,
      ...filesBelow(
        folder,
        given.map((path) => path.slice(folder.length + 1)),
      ),
    ],
  }
}
