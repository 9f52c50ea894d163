import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { invocation } from '../invocation.ts'
import { relative, utc } from '../moments.ts'
import { plainRows } from '../table.ts'
import { usageTrouble } from '../trouble.ts'
import { personIdOf, personWords } from './person.ts'

/** What an operator does to the account of a person. */
export function addPersonActs(people: Command, cli: Cli): void {
  addDisable(people.command('disable'), cli)
  addEnable(people.command('enable'), cli)
  addEndSessions(people.command('end-sessions'), cli)
  addSendReset(people.command('send-reset'), cli)
  addResetFactors(people.command('reset-factors'), cli)
}

const sessionsInWords = (ended: number): string => `${ended} session${ended === 1 ? '' : 's'} ended`

function addDisable(command: Command, cli: Cli): void {
  command
    .argument('<person>', personWords)
    .description(
      'Switch an account off: sessions end, nobody signs in, its keys open nothing. Nothing is deleted.',
    )
    .requiredOption('--reason <text>', 'why, for whoever looks at it later')
  examples(command, [['people disable 01890a5d-… --reason "asked by phone"', 'the person is told by mail']])
  actOnServer<{ reason: string }>(cli, command, async ({ server, terminal }, [given], { reason }) => {
    const id = await personIdOf(server, given!)
    const { ended } = await server.post('/api/people/{id}/disable', { path: { id }, body: { reason } })
    terminal.answer({
      json: { id, state: 'disabled', ended },
      plain: plainRows([[id, 'disabled', String(ended)]]),
      human: `The account is off; ${sessionsInWords(ended)}.`,
    })
    terminal.say(`On again: ${invocation} people enable ${id}`)
  })
}

function addEnable(command: Command, cli: Cli): void {
  command.argument('<person>', personWords).description('Switch an account on again.')
  examples(command, [['people enable 01890a5d-…', 'all is as it was']])
  actOnServer(cli, command, async ({ server, terminal }, [given]) => {
    const id = await personIdOf(server, given!)
    await server.post('/api/people/{id}/enable', { path: { id } })
    terminal.answer({
      json: { id, state: 'on' },
      plain: plainRows([[id, 'on']]),
      human: 'The account is on.',
    })
  })
}

interface EndOptions {
  everybody?: boolean
  yes?: boolean
}

function addEndSessions(command: Command, cli: Cli): void {
  command
    .argument('[person]', personWords)
    .description('Sign a person out of every browser, or with --everybody all people.')
    .option('--everybody', 'of all people: after a break-in')
    .option('-y, --yes', 'do not ask before everybody is signed out')
  examples(command, [
    ['people end-sessions 01890a5d-…', 'of one person'],
    ['people end-sessions --everybody', 'after a break-in; asks first'],
  ])
  actOnServer<EndOptions>(cli, command, async (context, [given], { everybody = false, yes }) => {
    if (everybody === (given !== undefined))
      throw usageTrouble('Name one person, or say --everybody.', 'Not both, and not neither.')
    if (everybody) await confirmed(context, { question: "End everybody's sessions?", yes })
    const id = given === undefined ? null : await personIdOf(context.server, given)
    const { server, terminal } = context
    const { ended } = await (id === null
      ? server.post('/api/people/sessions/end')
      : server.post('/api/people/{id}/sessions/end', { path: { id } }))
    terminal.answer({
      json: { id, ended },
      plain: plainRows([[id ?? 'everybody', String(ended)]]),
      human: `${sessionsInWords(ended)}.`,
    })
  })
}

function addSendReset(command: Command, cli: Cli): void {
  command
    .argument('<person>', personWords)
    .description('Mail a person a link to set a new password with; nobody else ever sees or sets one.')
  examples(command, [['people send-reset 01890a5d-…', 'to the address of the account']])
  actOnServer(cli, command, async ({ server, terminal }, [given]) => {
    const id = await personIdOf(server, given!)
    await server.post('/api/people/{id}/send-reset', { path: { id } })
    terminal.answer({
      json: { id, state: 'sent' },
      plain: plainRows([[id, 'sent']]),
      human: 'The link is on its way.',
    })
  })
}

interface FactorOptions {
  takeBack?: boolean
  yes?: boolean
}

function addResetFactors(command: Command, cli: Cli): void {
  command
    .argument('<person>', personWords)
    .description(
      'Take off the second factors of a person who lost them, 24 hours from now; the person is told at once.',
    )
    .option('--take-back', 'leave them after all')
    .option('-y, --yes', 'do not ask')
  examples(command, [
    ['people reset-factors 01890a5d-…', 'asks first'],
    ['people reset-factors 01890a5d-… --take-back', 'they stay'],
  ])
  actOnServer<FactorOptions>(cli, command, async (context, [given], { takeBack, yes }) => {
    const { server, terminal } = context
    if (!takeBack) {
      const question = `Take off all second factors of ${given} in 24 hours? Be sure that it is the person who asks.`
      await confirmed(context, { question, yes })
    }
    const id = await personIdOf(server, given!)
    const resetAt = takeBack
      ? await server.remove('/api/people/{id}/factor-reset', { path: { id } }).then(() => null)
      : (await server.post('/api/people/{id}/factor-reset', { path: { id } })).resetAt
    terminal.answer({
      json: { id, resetAt },
      plain: plainRows([[id, resetAt === null ? '' : utc(resetAt)]]),
      human: resetAt === null ? 'The factors stay.' : `They are taken off ${relative(resetAt, new Date())}.`,
    })
    if (resetAt !== null) terminal.say(`Taken back: ${invocation} people reset-factors ${id} --take-back`)
  })
}
