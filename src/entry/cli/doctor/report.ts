import { printable } from '../printable.ts'
import { plainRows } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import type { Finding } from './finding.ts'

/** Prints the findings, the cure of each behind it. @returns how many failed */
export function report(terminal: Terminal, findings: readonly Finding[], production: boolean): number {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  terminal.answer({
    json: { ok: count('fail') === 0, production, checks: findings },
    plain: plainRows(findings.map(({ level, check, text, fix }) => [level, check, text, fix ?? ''])),
    human: findings.map((finding) => lineOf(finding, terminal)).join('\n'),
  })
  terminal.say(summary(count('fail'), count('warn')))
  return count('fail')
}

function lineOf({ check, level, text, fix }: Finding, { paint }: Terminal): string {
  const painters = { ok: paint.green, warn: paint.yellow, fail: paint.red }
  const cure = fix === null ? '' : ` ${paint.bold('Fix:')} ${printable(fix)}`
  return `${painters[level](level.padEnd(4))} ${paint.dim(`${check.replaceAll('_', ' ')}:`)} ${printable(text)}${cure && `.${cure}`}`
}

function summary(failures: number, warnings: number): string {
  if (failures === 0 && warnings === 0) return 'All is well.'
  const parts = [failures > 0 && `${failures} failed`, warnings > 0 && `${warnings} to know about`]
  return `${parts.filter(Boolean).join(', ')}.`
}
