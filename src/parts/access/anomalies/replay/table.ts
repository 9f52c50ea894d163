import type { Action, Mode } from '../rules/ladder.ts'
import { qualityOf, replay, type Trace, type Verdict } from './replay.ts'

const done: Record<Action, string> = {
  annotate: 'noted',
  slow: 'slowed',
  refuse: 'refused',
  suspend: 'suspended',
}
const shownModes: readonly Mode[] = ['certain', 'act']

/** What becomes of each trace, and how right that is: two tables in Markdown. */
export function tablesOf(traces: readonly Trace[]): string {
  const verdicts = new Map(shownModes.map((mode) => [mode, traces.map((trace) => replay(trace, mode))]))
  return `${qualities(verdicts)}\n\n${each(traces, verdicts)}`
}

type Verdicts = ReadonlyMap<Mode, readonly Verdict[]>

function qualities(verdicts: Verdicts): string {
  const rows = shownModes.flatMap((mode) =>
    (['refuse', 'suspend'] as const).map((least) => {
      const { precision, recall } = qualityOf(verdicts.get(mode)!, least)
      const what = least === 'refuse' ? 'refused or suspended' : 'suspended'
      return `| \`${mode}\` | ${what} | ${precision.toFixed(2)} | ${recall.toFixed(2)} |`
    }),
  )
  return ['| setting | done | precision | recall |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function each(traces: readonly Trace[], verdicts: Verdicts): string {
  const rows = traces.map((trace, index) => {
    const [certain, act] = shownModes.map((mode) => verdicts.get(mode)![index]!)
    const score = Math.round(certain!.highestScore)
    const told = [certain!, act!].map((verdict) => toldOf(verdict, score))
    return `| ${trace.name} | ${trace.isAttack ? 'attack' : 'in order'} | ${score} | ${told.join(' | ')} |`
  })
  return [
    '| what happens | it is | highest score | `certain` | `act` |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function toldOf({ action, servedBefore }: Verdict, score: number): string {
  if (action === 'annotate') return score === 0 ? 'nothing' : done.annotate
  return `${done[action]} after ${servedBefore}`
}
