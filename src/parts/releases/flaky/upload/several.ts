import type { Checkout } from '../readers/file-names.ts'
import { type IdentifiedCase, identify } from '../readers/identity.ts'
import type { Report, ReportedCase, ReportFormat, ReportWarning } from '../readers/report.ts'

/** The best report of a test, and what became of the test there. */
interface Best {
  format: ReportFormat
  rank: number
  hasFailed: boolean
}

/**
 * One run may be told in several formats at once: then each test is taken from the one that tells most of it. A failure
 * that the better one does not know stays.
 * @param reports with files as the repository knows them
 */
export function withoutDoubles(
  reports: readonly Report[],
  ground: Checkout,
): { placed: readonly Report[]; warnings: ReportWarning[] } {
  if (new Set(reports.map(({ format }) => format)).size < 2) return { placed: reports, warnings: [] }
  const keysOf = reports.map((report) => identify(report, ground).map(({ identity }) => identity.key))
  const best = bestOf(reports, keysOf)
  const leftOut = new Set<ReportFormat>()
  const placed = reports.map((report, at) => {
    const cases = report.cases.filter((each, index) => {
      const { format, hasFailed } = best.get(keysOf[at]![index]!)!
      return format === report.format || (isFailed(each) && !hasFailed)
    })
    if (cases.length < report.cases.length) leftOut.add(report.format)
    return { ...report, cases }
  })
  return { placed, warnings: leftOut.size === 0 ? [] : [leftOutOf(leftOut)] }
}

function bestOf(reports: readonly Report[], keysOf: readonly (readonly string[])[]): Map<string, Best> {
  const best = new Map<string, Best>()
  for (const [at, report] of reports.entries()) {
    const rank = rankOf(report)
    for (const [index, each] of report.cases.entries()) {
      const key = keysOf[at]![index]!
      if (rank > (best.get(key)?.rank ?? -1))
        best.set(key, { format: report.format, rank, hasFailed: isFailed(each) })
    }
  }
  return best
}

const rankOf = ({ showsRetries, format }: Report): number =>
  (showsRetries ? 2 : 0) + (format === 'junit' || format === 'tap' ? 0 : 1)

const isFailed = ({ attempts }: ReportedCase): boolean => attempts.at(-1)?.outcome === 'failed'

const leftOutOf = (formats: ReadonlySet<ReportFormat>): ReportWarning => ({
  code: 'format_left_out',
  words: `Tests stand in reports of several formats, and were left out of ${[...formats].join(' and ')}. Send one report of a run: the one that shows retries.`,
})

/** Tests that several files hold: which is which depends on the order of the files. */
export function sharedNames(
  reports: readonly Report[],
  identified: readonly IdentifiedCase[],
): ReportWarning[] {
  const fileOf = new Map<string, number>()
  let index = 0
  for (const [file, { cases }] of reports.entries())
    for (const _ of cases) {
      const { base, name } = identified[index++]!.identity
      const first = fileOf.get(base) ?? file
      fileOf.set(base, first)
      if (first !== file) return [sharedName(name)]
    }
  return []
}

const sharedName = (name: string): ReportWarning => ({
  code: 'names_ambiguous',
  words: `Several files hold tests of equal names, such as "${name.slice(0, 200).toWellFormed()}", which are numbered by the order of the files. Where they ran in several folders, send those of each folder by themselves, with --folder (folder=); where the same tests ran twice, with an attempt or an environment each.`,
})
