import type { ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { details, plainRows } from '../../table.ts'
import type { Change, Check, Finding, Risk } from './answers.ts'
import { changeWords, lineOfFinding, lineOfReason, riskWords, startOf } from './words.ts'

/** What was found out of a pull request, in rows. */
export interface Judgement {
  title: readonly (readonly [string, string])[]
  change?: Change | null | undefined
  risk?: Risk | null | undefined
  findings?: readonly Finding[] | undefined
  check?: Check | undefined
}

/** Answers it in each form; `json` stays what the server said. */
export function answerJudgement({ terminal }: ServerContext, judgement: Judgement, json: object): void {
  const { title, change, risk, findings = [], check } = judgement
  const pairs: [string, string][] = [
    ...title.map(([name, value]): [string, string] => [name, value]),
    ...(change ? [['change', changeWords(change)] as [string, string]] : []),
    ['probability of a defect', riskWords(risk)],
    ...(risk ? [['odds', startOf(risk)] as [string, string]] : []),
    ...(risk?.reasons ?? []).map((reason): [string, string] => ['because', lineOfReason(reason)]),
    ...findings.map((finding): [string, string] => ['the policy found', lineOfFinding(finding)]),
    ...(check ? [['check', `${check.conclusion}: ${check.title}`] as [string, string]] : []),
  ]
  terminal.answer({ json: { ...json }, plain: plainRows(pairs), human: details(pairs, terminal.paint.dim) })
}

/** Blocking is opted in to by the repository's policy; otherwise a check is neutral. */
export const exitCodeOf = (check: Check | undefined): ExitCode =>
  check?.conclusion === 'failure' || check?.conclusion === 'action_required'
    ? exitCodes.failed
    : exitCodes.done
