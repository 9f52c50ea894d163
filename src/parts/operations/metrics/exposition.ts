import type { Metric, Point } from '../../../kit/metric.ts'

/** The text format 0.0.4 of Prometheus. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

/** Figures in the text format of Prometheus, one behind the other. */
export const expositionOf = (metrics: readonly Metric[]): string =>
  metrics
    .filter(({ points }) => points.length > 0)
    .map((metric) => familyOf(metric, exposedName(metric)))
    .join('')

/**
 * The name that Prometheus knows a metric by: words parted by `_`, with `_ratio` for a share and `_total` for a counter, as
 * OpenTelemetry's rules for Prometheus say.
 */
export function exposedName({ name, kind, unit }: Pick<Metric, 'name' | 'kind' | 'unit'>): string {
  const suffix = kind === 'counter' ? '_total' : unit === '1' ? '_ratio' : unit === 's' ? '_seconds' : ''
  return name.replace(/[^a-zA-Z0-9_]/g, '_') + suffix
}

function familyOf({ help, kind, points }: Metric, name: string): string {
  const lines = points.map((point) => `${name}${labelsOf(point)} ${point.value}`)
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${kind}`, ...lines, ''].join('\n')
}

function labelsOf({ attributes = {} }: Point): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => `${name.replace(/[^a-zA-Z0-9_]/g, '_')}="${escaped(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
