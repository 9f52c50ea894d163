import { z } from 'zod'
import { program } from '../../../../kit/program.ts'
import { answer, type Answer, type Asked, type Route } from '../../../../kit/route.ts'
import { annotationsOf } from '../outputs/annotations.ts'
import { markdownOf, markdownType } from '../outputs/markdown.ts'
import { sarifOf, sarifType } from '../outputs/sarif.ts'
import type { Report } from '../report/report.ts'
import { shownReport } from './shown.ts'

/** How a report is told; JSON where nothing else is asked for. */
export const formats = ['json', 'sarif', 'markdown', 'annotations'] as const
export type Format = (typeof formats)[number]
export const formatQuery = z.enum(formats).optional()

/** `?format=`, else what the caller accepts. */
export function formatFor(named: Format | undefined, request: Pick<Asked, 'header'>): Format {
  const accepted = request.header('accept') ?? ''
  if (named !== undefined) return named
  if (accepted.includes(sarifType)) return 'sarif'
  return accepted.includes(markdownType) ? 'markdown' : 'json'
}

const types: Record<Exclude<Format, 'json'>, string> = {
  sarif: sarifType,
  markdown: `${markdownType}; charset=utf-8`,
  annotations: 'text/plain; charset=utf-8',
}

/** `value` as the route answers it in JSON, or its report in another form: made of what the route's schema lets out alone. */
export function told(route: Route, value: object, report: Report, format: Format): Answer {
  if (format === 'json') return answer(value)
  const given = answer(value, { headers: { 'content-type': types[format] } })
  given.rendered = { route, text: textOf(shownReport.parse(report) as Report, format) }
  return given
}

function textOf(report: Report, format: Exclude<Format, 'json'>): string {
  if (format === 'sarif') return JSON.stringify(sarifOf(report, program))
  return format === 'markdown' ? markdownOf(report) : annotationsOf(report)
}
