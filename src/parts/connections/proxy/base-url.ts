import { connectionFaults } from '../faults.ts'
import type { ListedProvider } from '../providers/index.ts'

/**
 * Which of the provider's API addresses is meant: the first, or the one that is named. What stands in braces is matched
 * whole by the provider's own pattern, and is never more than one label or segment of plain characters.
 * @throws PROXY_NOT_OFFERED, PROXY_BASE_REFUSED
 */
export function baseUrlOf({ id, api }: ListedProvider, named: string | undefined): URL {
  const [first] = api.baseUrls
  if (first === undefined) throw connectionFaults.PROXY_NOT_OFFERED({ provider: id })
  const wanted = named?.trim().replace(/\/+$/, '') ?? first.replace(/\/+$/, '')
  const isTheirs = api.baseUrls.some((template) => fits(wanted, template, api.variables))
  if (!isTheirs || !URL.canParse(wanted)) throw connectionFaults.PROXY_BASE_REFUSED({ bases: api.baseUrls })
  return new URL(wanted)
}

function fits(wanted: string, template: string, variables: Record<string, string>): boolean {
  const parts = template.replace(/\/+$/, '').split(/\{(\w+)\}/)
  // Every second one is a variable's name. A pattern of one's own may hold groups, so that ours have names.
  const pattern = parts.map((part, index) =>
    index % 2 === 0
      ? part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      : `(?<_${index}>${variables[part] ?? '(?!)'})`,
  )
  const found = new RegExp(`^${pattern.join('')}$`).exec(wanted)
  return (
    found !== null && parts.every((_part, index) => index % 2 === 0 || isPlain(found.groups?.[`_${index}`]))
  )
}

// Else a generous pattern would lead to a host of the caller's choice.
const isPlain = (value: string | undefined): boolean => /^(?!\.+$)[\w.-]+$/.test(value ?? '')
