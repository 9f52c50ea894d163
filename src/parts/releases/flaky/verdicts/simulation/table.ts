import { qualityIn, type Quality } from './measure.ts'
import type { Scenario } from './scenario.ts'

const columns: readonly [keyof Quality, string][] = [
  ['againstAll', 'AUC, all tests'],
  ['amongFailing', 'AUC, failing tests'],
  ['foundOften', 'flaky ≥ 10 % found'],
  ['foundSeldom', 'flaky 1–10 % found'],
  ['notedSeldom', 'found or suspect'],
  ['wronglyFlaky', 'regressed or broken called flaky'],
  ['healthyFlaky', 'healthy called flaky'],
  ['foundBroken', 'broken found'],
]

/** How right the verdicts are in each, as a table in Markdown. */
export function tableOf(title: string, scenarios: Readonly<Record<string, Partial<Scenario>>>): string {
  const rows = Object.entries(scenarios).map(([name, scenario]) => {
    const quality = qualityIn(scenario)
    return `| ${name} | ${columns.map(([key]) => shown(key, quality[key])).join(' | ')} |`
  })
  return [
    `| ${title} | ${columns.map(([, words]) => words).join(' | ')} |`,
    `| --- |${columns.map(() => ' --- |').join('')}`,
    ...rows,
  ].join('\n')
}

const shown = (key: keyof Quality, value: number) =>
  key === 'againstAll' || key === 'amongFailing' ? value.toFixed(2) : `${(value * 100).toFixed(1)} %`
