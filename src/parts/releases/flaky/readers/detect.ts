import { type Json, listOf, objectOf, objectsOf } from './json/members.ts'
import type { ReportFormat, ReportHint } from './report.ts'

/** How a file is read; which format a JSON document is shows only when it was read. */
export type Family = 'xml' | 'json' | 'go-test' | 'pytest-reportlog' | 'tap'

const families: Readonly<Record<ReportFormat, Family>> = {
  junit: 'xml',
  ctrf: 'json',
  jest: 'json',
  vitest: 'json',
  playwright: 'json',
  'go-test': 'go-test',
  'pytest-json': 'json',
  'pytest-reportlog': 'pytest-reportlog',
  tap: 'tap',
}

/** By the format that is named, the first bytes, the file's name, the content type, in this order. */
export const familyOf = (head: string, hint: ReportHint): Family | undefined =>
  (hint.format && families[hint.format]) ?? byHead(head) ?? byName(hint.name) ?? byType(hint.contentType)

function byHead(head: string): Family | undefined {
  const text = head.replace(/^\ufeff/, '').trimStart()
  if (text.startsWith('<')) return 'xml'
  if (/^[ \t]*\{[^\n]*"\$report_type"\s*:/m.test(text)) return 'pytest-reportlog'
  if (/^[ \t]*\{[^\n]*"Action"\s*:\s*"[a-z-]+"/m.test(text)) return 'go-test'
  if (/^[[{]/.test(text)) return 'json'
  return /^(?: {4})*(?:TAP version \d+|1\.\.\d+|(?:not )?ok \d+|# Subtest\b|Bail out!)/im.test(text)
    ? 'tap'
    : undefined
}

const byName = (name = ''): Family | undefined =>
  ({ xml: 'xml', json: 'json', tap: 'tap' } as const)[
    /\.(xml|json|tap)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  ]

const byType = (type = ''): Family | undefined => {
  if (/[/+]xml\b/i.test(type)) return 'xml'
  if (/[/+]json\b/i.test(type)) return 'json'
  return /\btap\b/i.test(type) ? 'tap' : undefined
}

/** Which format a JSON document has, by its members; undefined for none of them. */
export function jsonFormatOf(tree: Json): ReportFormat | undefined {
  const root = objectOf(tree)
  if (!root) return undefined
  if (root.reportFormat === 'CTRF' || Array.isArray(objectOf(root.results)?.tests)) return 'ctrf'
  if (Array.isArray(root.suites) && (objectOf(root.config) || objectOf(root.stats))) return 'playwright'
  if (Array.isArray(root.testResults))
    return isJest(root.numRuntimeErrorTestSuites, root.testResults) ? 'jest' : 'vitest'
  return Array.isArray(root.tests) && (root.exitcode !== undefined || root.root !== undefined)
    ? 'pytest-json'
    : undefined
}

const isJest = (runtimeErrors: Json | undefined, testResults: Json): boolean =>
  runtimeErrors !== undefined ||
  objectsOf(testResults).some(
    ({ assertionResults }) => objectsOf(listOf(assertionResults).slice(0, 1))[0]?.invocations,
  )
