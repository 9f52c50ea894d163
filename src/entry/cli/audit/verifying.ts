import { houseOf } from '../../../app.ts'
import type { Standing } from '../../../kit/part.ts'
import { parts } from '../../../parts.ts'
import {
  type Evidence,
  evidenceOf,
  type ExcerptProof,
  exportedEvidence,
  headOf,
  isExcerpt,
  isNoteKey,
  type Proof,
  verify,
  verifyExcerpt,
} from '../../../parts/audit/index.ts'
import { count, progressLine } from '../backup/progress.ts'
import type { Context } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { printable } from '../printable.ts'
import { Trouble } from '../trouble.ts'
import { keyAtHome, linesOf, type Signed, signedAt, withLog } from './log.ts'

export interface VerifyCliOptions {
  file?: string
  key?: string[]
  checkpoints?: string
  quiet?: boolean
}

/** Proves the whole log, in the database or in a copy of it. @returns 1 when it is not whole */
export async function verifyLog(context: Context, options: VerifyCliOptions): Promise<ExitCode> {
  const keys = options.key ?? [keyAtHome(context)].filter((key) => key !== null)
  refuseOtherTexts(keys)
  if (options.file !== undefined && (await isExcerptAt(options.file)))
    return tellExcerpt(context, await verifyExcerpt(linesOf(options.file)(), keys))
  const signed = signedAt(context, options.checkpoints, keys)
  const found = await (options.file === undefined
    ? withLog(context, async (sql) => {
        const { seq } = await headOf({ sql: sql.as({ role: 'jobs' }) })
        const standings = houseOf(parts).generations({ sql })
        return proved(context, evidenceOf({ sql }), { ...signed, standings }, Number(seq), options)
      })
    : proved(context, exportedEvidence(linesOf(options.file)), signed, null, options))
  const proof = withUnknown(found, signed)
  tell(context, proof, signed)
  return proof.ok ? exitCodes.done : exitCodes.failed
}

function refuseOtherTexts(keys: readonly string[]): void {
  const wrong = keys.find((key) => !isNoteKey(key))
  if (wrong === undefined) return
  throw new Trouble(`This is no public key of checkpoints: ${printable(wrong)}`, {
    exitCode: exitCodes.usage,
    hint: 'Give the whole line of the file public.key, which lies beside the checkpoints: <name>+<id>+<key>.',
  })
}

/** What somebody else signed, or nobody, proves nothing, and should not be there. */
function withUnknown(proof: Proof, { unknown }: Signed): Proof {
  if (unknown === 0) return proof
  const text = `${count(unknown)} checkpoints are signed by another key, or not as they should be: name the key with --key, or find out who put them there`
  const problem = { code: 'CHECKPOINT_UNKNOWN', block: null, text } as const
  return {
    ...proof,
    ok: false,
    problems: [...proof.problems, problem],
    problemCount: proof.problemCount + 1,
  }
}

async function isExcerptAt(path: string): Promise<boolean> {
  for await (const line of linesOf(path)()) return isExcerpt(line)
  return false
}

function tellExcerpt({ terminal }: Context, { ok, about, note, checked, problems }: ExcerptProof): ExitCode {
  const shown = problems.slice(0, 100)
  terminal.answer({
    json: {
      ok,
      about,
      checked,
      origin: note?.origin ?? null,
      problemCount: problems.length,
      problems: shown,
    },
    plain: ok ? 'ok' : 'not ok',
    human: `${ok ? 'Proved' : 'NOT proved'}: ${count(checked.entries)} entries in ${count(checked.blocks)} blocks, about ${printable(about)}.`,
  })
  for (const { text } of shown) terminal.warn(`${printable(text)}.`)
  if (ok)
    terminal.say(
      `Each stands so in the log ${note!.origin}. That there is no other one only the whole log proves.`,
    )
  return ok ? exitCodes.done : exitCodes.failed
}

async function proved(
  { outside }: Context,
  evidence: Evidence,
  { notes, standings }: Signed & { standings?: AsyncIterable<Standing> },
  total: number | null,
  { quiet }: VerifyCliOptions,
): Promise<Proof> {
  const line = progressLine(outside, 'Verifying', { quiet: quiet === true || total === null })
  try {
    return await verify(evidence, {
      notes,
      ...(standings && { standings }),
      progress: (done) => line.show({ done, total: total ?? 0 }),
    })
  } finally {
    line.end()
  }
}

function tell({ terminal }: Context, proof: Proof, { unknown }: Signed): void {
  const { ok, checked, pending, problems, problemCount } = proof
  const isUnproved = problems.every(({ code }) => code === 'CHECKPOINT_UNKNOWN')
  terminal.answer({
    json: { ok, checked, pending, problemCount, problems, unknownCheckpoints: unknown },
    plain: ok ? 'ok' : 'not ok',
    human: `${ok ? 'Whole' : isUnproved ? 'NOT proved' : 'NOT whole'}: ${count(checked.entries)} entries in ${count(checked.blocks)} blocks, compared with ${count(checked.checkpoints)} checkpoints.`,
  })
  for (const { text } of problems) terminal.warn(`${printable(text)}.`)
  if (problemCount > problems.length)
    terminal.warn(`${count(problemCount - problems.length)} further problems are not shown.`)
  if (pending > 0) terminal.say(`${count(pending)} entries are newer than the last block.`)
  if (checked.checkpoints === 0)
    terminal.say(
      'No checkpoint was compared: who owns the database could have written all of it anew. Keep checkpoints elsewhere, and name them with --checkpoints.',
    )
}
