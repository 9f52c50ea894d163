import { Command, Option } from 'commander'
import { program as keyhold } from '../../kit/program.ts'
import { type Cli, examples } from './command.ts'
import { addAnomalies } from './commands/anomalies.ts'
import { addAudit } from './commands/audit.ts'
import { addBackup } from './commands/backup.ts'
import { addBreakers } from './commands/breakers.ts'
import { addConnect } from './commands/connect.ts'
import { addConnections } from './commands/connections.ts'
import { addDoctor } from './commands/doctor.ts'
import { addFlags } from './commands/flags.ts'
import { addImport } from './commands/import.ts'
import { addKeys } from './commands/keys.ts'
import { addMigrate } from './commands/migrate.ts'
import { addOperator } from './commands/operator.ts'
import { addPeople } from './commands/people.ts'
import { addProviders } from './commands/providers.ts'
import { addProxy } from './commands/proxy.ts'
import { addRestore } from './commands/restore.ts'
import { addSecrets } from './commands/secrets.ts'
import { addStart } from './commands/start.ts'
import { addSync } from './commands/sync.ts'
import { addToken } from './commands/token.ts'
import { addUpgrade } from './commands/upgrade.ts'
import { addUsers } from './commands/users.ts'
import { addWebhooks } from './commands/webhooks.ts'
import { addJourneys } from './releases/journeys/commands.ts'
import { addPullRequests } from './releases/pull-requests/commands.ts'
import { addRepositories } from './releases/repositories.ts'
import { addSchema } from './releases/schema/commands.ts'
import { addTests } from './releases/tests/commands.ts'

const exitCodeText = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 not allowed,
5 conflict, 69 not reachable at the moment. Secrets are never flags: the variable
KEYHOLD_API_KEY, or the operator's key in KEYHOLD_HOME, says who you are.`

/** The tree of all commands. It ends no process: every end is thrown as a CommanderError. */
export function programFor(cli: Cli): Command {
  const { stdout, stderr } = cli.outside
  const program = new Command('keyhold')
    .description('Keeps connected accounts connected: ask for a token, it is fresh.')
    .version(keyhold.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .showHelpAfterError('Add --help to see how it is used.')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')),
    })
  addCommonOptions(program)
  examples(program, [
    ['start', 'start the server'],
    ['operator link', 'sign in to the console'],
    ['connect sandbox --user alice', 'connect an account'],
    ['token 01890a5d-…', 'its token, fresh'],
    ['doctor', 'what is wrong, and the cure'],
  ])
  program.addHelpText('after', exitCodeText)
  const adders = [
    addStart,
    addOperator,
    addConnect,
    addConnections,
    addToken,
    addProxy,
    addKeys,
    addProviders,
    addBreakers,
    addAnomalies,
    addSync,
    addWebhooks,
    addPullRequests,
    addTests,
    addSchema,
    addJourneys,
    addRepositories,
    addUsers,
    addPeople,
    addFlags,
    addAudit,
    addDoctor,
    addUpgrade,
    addMigrate,
    addImport,
    addBackup,
    addRestore,
    addSecrets,
  ]
  for (const add of adders) add(program, cli)
  return program
}

function addCommonOptions(program: Command): void {
  program
    .addOption(new Option('--json', 'answer in JSON, for scripts').conflicts('plain'))
    .option('--plain', 'one line a row, parted by tabs, moments in UTC')
    .option('-q, --quiet', 'no remarks, answers and errors only')
    .option('--no-input', 'ask nothing')
    .option('--no-color', 'no colours (also: NO_COLOR)')
}
