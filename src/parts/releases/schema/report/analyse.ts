import { sourceAnswer } from '../baseline/answer.ts'
import { modelsOf, operationsBetween } from '../baseline/operations.ts'
import { SqlObjection } from '../changes/tree.ts'
import { type ReadSchema, readSchema } from '../engine/read-schema.ts'
import type { Finding } from '../findings/finding.ts'
import type { Objection } from '../text/objection.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { dated } from '../verdict/fresh.ts'
import type { Ignores } from '../verdict/ignoring.ts'
import { judge, type Verdict } from '../verdict/judge.ts'
import { ignoresInScript } from '../verdict/script-ignores.ts'
import { notesOnComments } from './comment-notes.ts'
import { lockRulesReason, notesOn } from './notes.ts'
import { reported } from './places.ts'
import { reachOf } from '../changes/reach.ts'
import { findingsAtMost, type Question, type Report, sqlAtMost } from './report.ts'
import { catalogueBefore, type Scripts, scriptsOf, type Sides } from './scripts.ts'

/** What comes back from the worker: a report with the schemas as they may be kept, or what is wrong with which of them. */
export type Analysis =
  | { report: Report; schemas: { base: readonly SchemaFile[]; target: readonly SchemaFile[] } }
  | { side: 'base' | 'target' | 'migration'; objections: readonly Objection[] }

/** Reads both schemas, has the engine compare them, and judges the outcome. */
export async function analyse(question: Question): Promise<Analysis> {
  const target = readSchema(question.target)
  if ('objections' in target) return { side: 'target', objections: target.objections }
  const base = question.base.length === 0 ? null : readSchema(question.base)
  if (base && 'objections' in base) return { side: 'base', objections: base.objections }
  try {
    return await compare(question, { base, target })
  } catch (error) {
    if (!(error instanceof SqlObjection) || error.place.file === null) throw error
    const { file, line } = error.place
    return { side: 'migration', objections: [{ file, line, message: error.message }] }
  }
}

async function compare(question: Question, sides: Sides): Promise<Analysis> {
  const scripts = await scriptsOf(sides, question.migration)
  const { judged: script, authors, hasLockRules } = scripts
  const situation = {
    base: catalogueBefore(sides),
    target: sides.target.catalogue,
    script,
    isAuthors: authors !== null,
    hasLockRules,
  }
  const ignores = ignoresOf(question, sides, scripts)
  const verdict = judge(situation, ignores, question.rowCounts)
  return {
    report: reportOf(question, sides, scripts, ignores, verdict),
    schemas: { base: kept(sides.base), target: kept(sides.target) },
  }
}

const ignoresOf = ({ migration }: Question, { base, target }: Sides, { authors }: Scripts): Ignores => ({
  ...dated(target.files, base?.files ?? []),
  migration: authors ? migration.flatMap((file) => ignoresInScript(file, authors)) : [],
})

function reportOf(
  question: Question,
  sides: Sides,
  scripts: Scripts,
  ignores: Ignores,
  verdict: Verdict,
): Report {
  const { base, target } = sides
  const { sql, engines, authors, hasLockRules } = scripts
  const { findings, ignored, renames, score, level } = verdict
  const before = {
    files: base?.files ?? [],
    outline: base?.outline ?? new Map(),
    catalogue: catalogueBefore(sides),
  }
  const shown = (finding: Finding) => reported(finding, before, target)
  return {
    ...sourceAnswer(operationsBetween(base ? modelsIn(base) : [], modelsIn(target))),
    provider: target.provider,
    lockRules: { applied: hasLockRules, reason: lockRulesReason(sides, scripts) },
    score,
    level,
    findings: findings.slice(0, findingsAtMost).map(shown),
    findingsTotal: findings.length,
    ignored: ignored
      .slice(0, findingsAtMost)
      .map(({ finding, reason, at }) => ({ ...shown(finding), reason, answeredAt: at })),
    renames: renames.slice(0, findingsAtMost),
    sql: sql?.slice(0, sqlAtMost) ?? null,
    migration: authors ? reachOf(nameOf(question.migration), authors, engines, before.catalogue) : null,
    notes: [
      ...notesOn(question, sides, scripts, findings.length),
      ...notesOnComments(question, sides, ignores, verdict),
    ],
  }
}

const nameOf = ([first, ...rest]: readonly SchemaFile[]): string =>
  rest.length === 0 ? first!.path : `${first!.path} (with ${rest.length} more)`

const modelsIn = ({ datamodel, outline }: ReadSchema) =>
  modelsOf(datamodel, (name) => outline.get(name)?.keyword === 'view')

const kept = (schema: ReadSchema | null): SchemaFile[] =>
  (schema?.files ?? []).map(({ path, content }) => ({ path, content }))
