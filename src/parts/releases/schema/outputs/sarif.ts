import { type Rule, rules } from '../findings/rule.ts'
import type { ReportedFinding, Report } from '../report/report.ts'
import type { Place } from '../text/schema-file.ts'
import { gravityOf, lostPlace } from './words.ts'

export const sarifType = 'application/sarif+json'

/** What of a report is told elsewhere. */
export type Told = Pick<Report, 'findings' | 'ignored' | 'score' | 'level'>

/** SARIF 2.1.0, as code hosts take it. What was answered by a comment is there as suppressed in the source. */
export function sarifOf(report: Told, program: { name: string; version: string }): object {
  const results = [
    ...report.findings.map((finding) => resultOf(finding)),
    ...report.ignored.map((finding) => ({
      ...resultOf(finding),
      suppressions: [{ kind: 'inSource', justification: finding.reason }],
    })),
  ]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: program.name,
            version: program.version,
            rules: Object.entries(rules).map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { score: report.score, level: report.level },
      },
    ],
  }
}

const ruleIds = Object.keys(rules)

const descriptorOf = ([id, { title, severity, remedy }]: [string, Rule]): object => ({
  id,
  shortDescription: { text: `${title}.` },
  help: { text: remedy },
  defaultConfiguration: { level: gravityOf(severity) },
})

function resultOf(finding: ReportedFinding): object {
  const { id, rule, baseSeverity, severity, message, remedy, sql, place } = finding
  const before = lostPlace(finding)
  return {
    ruleId: rule,
    ruleIndex: ruleIds.indexOf(rule),
    level: gravityOf(baseSeverity),
    message: { text: plain([message, remedy, ...(sql === null ? [] : [sql])].join('\n')) },
    locations: [locationOf(place)],
    ...(before && {
      relatedLocations: [{ ...locationOf(before), message: { text: 'Where it stood before.' } }],
    }),
    partialFingerprints: { 'keyholdFinding/v1': id },
    properties: { severity },
  }
}

const locationOf = ({ file, line }: Place) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
})

/** SARIF takes `[words](address)` for a link. */
const plain = (text: string): string => text.replace(/[\\[\]]/g, '\\$&')

/** A path as a relative reference: each part escaped, so that none can be read as a scheme or a query. */
const uriOf = (path: string): string =>
  path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
