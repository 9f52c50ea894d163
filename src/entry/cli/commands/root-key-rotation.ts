import type { Command } from 'commander'
import { count, progressLine } from '../backup/progress.ts'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { invocation } from '../invocation.ts'
import type { Answer } from '../server.ts'
import { plainRows } from '../table.ts'
import type { CommonOptions } from '../terminal.ts'
import { Trouble } from '../trouble.ts'
import { type RootKey, rootKeysOf } from './root-key.ts'

interface RotateOptions extends CommonOptions {
  dryRun?: boolean
  again?: boolean
  wait: boolean
}

type Rotation = Answer<'post', '/api/vault/keys/rotate'>

const lookEveryMilliseconds = 1_000

export function addRotate(command: Command, cli: Cli): void {
  command
    .description('Make a new root key and seal everything anew under it, while the server goes on.')
    .option('--dry-run', 'only say what would be done')
    .option('--again', 'even while an earlier rotation is under way')
    .option('--no-wait', 'do not wait for the end; the server goes on by itself')
  examples(command, [
    ['keys rotate', 'shows how far it is, until nothing is under the old key'],
    ['keys rotate --dry-run', 'how many records it would seal anew'],
    ['keys rotate --no-wait', 'begin it; watch it with keys status'],
  ])
  actOnServer<RotateOptions>(cli, command, rotate)
}

async function rotate(
  context: ServerContext,
  _operands: readonly string[],
  options: RotateOptions,
): Promise<void> {
  const { terminal } = context
  if (options.dryRun === true) return tellPlan(context, await begin(context, options))
  const rotation = (await begunOrUnderWay(context, options)) ?? null
  if (rotation === null)
    terminal.say('A rotation is under way already: this is how far it is. --again begins another.')
  if (!options.wait) return tellBegun(context, rotation)
  tellEnd(context, await followed(context, options))
}

const begin = ({ server }: ServerContext, { dryRun = false, again = false }: RotateOptions) =>
  server.post('/api/vault/keys/rotate', { body: { dryRun, again } })

async function begunOrUnderWay(
  context: ServerContext,
  options: RotateOptions,
): Promise<Rotation | undefined> {
  try {
    return await begin(context, options)
  } catch (error) {
    if (error instanceof Trouble && error.code === 'ROTATION_UNDER_WAY') return undefined
    throw error
  }
}

/** Until nothing is left under an old key. Ending this command ends only the watching. */
async function followed(context: ServerContext, { quiet }: RotateOptions): Promise<RootKey[]> {
  const line = progressLine(context.outside, 'Sealing anew', { quiet })
  try {
    for (;;) {
      const old = (await rootKeysOf(context)).keys.filter(({ rotation }) => rotation !== null)
      const open = old.filter(({ state }) => state === 'open')
      if (open.length === 0) return old
      const left = open.reduce((sum, { rows }) => sum + (rows ?? 0), 0)
      const unreadable = open.reduce((sum, { rotation }) => sum + rotation!.unreadable, 0)
      if (left > 0 && left === unreadable) throw stuck(left)
      const done = open.reduce((sum, { rotation }) => sum + rotation!.resealed, 0)
      line.show({ done, total: done + left })
      await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds))
    }
  } finally {
    line.end()
  }
}

const stuck = (left: number): Trouble =>
  new Trouble(`${count(left)} records do not open under the old key, so it stays.`, {
    exitCode: exitCodes.failed,
    hint: `Everything else is sealed anew. The audit log has why, when they are read: secret.refused. Watch: ${invocation} keys status`,
  })

function tellPlan({ terminal }: ServerContext, plan: Rotation): void {
  terminal.answer({
    json: { ...plan },
    plain: plainRows([[String(plan.fromKey), String(plan.toKey), String(plan.rows)]]),
    human: `It would make root key ${plan.toKey} in the place of ${plan.fromKey} and seal ${count(plan.rows)} records anew. Nothing was done.`,
  })
}

function tellBegun({ terminal }: ServerContext, rotation: Rotation | null): void {
  if (rotation === null) return
  terminal.answer({
    json: { ...rotation },
    plain: plainRows([[String(rotation.fromKey), String(rotation.toKey), String(rotation.rows)]]),
    human: `Root key ${rotation.toKey} seals from now on; ${count(rotation.rows)} records are sealed anew behind it. Watch: ${invocation} keys status`,
  })
}

function tellEnd({ terminal }: ServerContext, old: readonly RootKey[]): void {
  const newest = old.at(-1)
  const id = newest?.id ?? 0
  const resealed = newest?.rotation?.resealed ?? 0
  terminal.answer({
    json: { fromKey: id, toKey: newest?.rotation?.toKey, resealed, rows: newest?.rows ?? 0 },
    plain: plainRows([[String(id), String(resealed), String(newest?.rows ?? 0)]]),
    human: `${count(resealed)} records sealed anew. ${newest?.rows ?? 0} rows under the old key, number ${id}.`,
  })
  terminal.say(
    `It is kept for a day. Then, if no backup is to be read with it: ${invocation} keys destroy ${id}`,
  )
}
