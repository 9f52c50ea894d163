/** What a YAML file of ours can hold. Every scalar is text, as the compose files quote what could be taken otherwise. */
export type Yaml = string | null | Yaml[] | { [name: string]: Yaml }

interface Line {
  indent: number
  text: string
  number: number
}

/**
 * Reads the YAML that our compose files use: maps, lists, one-line lists in brackets, plain and quoted text, comments
 * on lines of their own. @throws Error for anchors, tags, block texts, tabs, doubled keys and what fits nowhere
 */
export function readYaml(text: string): Yaml {
  const lines = text
    .split('\n')
    .map((raw, index) => ({ indent: raw.search(/\S/), text: raw.trim(), number: index + 1 }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
  const [value, next] = block(lines, 0, 0)
  if (next < lines.length) throw wrong(lines[next]!, 'is indented as nothing above it')
  return value
}

function block(lines: readonly Line[], at: number, indent: number): [Yaml, number] {
  return lines[at]?.text.startsWith('- ') ? list(lines, at, indent) : map(lines, at, indent)
}

function list(lines: readonly Line[], from: number, indent: number): [Yaml[], number] {
  const items: Yaml[] = []
  let at = from
  for (; at < lines.length && lines[at]!.indent === indent; at++) {
    const line = lines[at]!
    if (!line.text.startsWith('- ')) throw wrong(line, 'is no item of the list above it')
    items.push(scalar(line, line.text.slice(2).trim()))
  }
  return [items, at]
}

function map(lines: readonly Line[], from: number, indent: number): [Record<string, Yaml>, number] {
  const members: Record<string, Yaml> = {}
  let at = from
  while (at < lines.length && lines[at]!.indent === indent) {
    const line = lines[at]!
    const [, name, rest] = /^([\w.-]+):(?:\s+(.*))?$/.exec(line.text) ?? []
    if (name === undefined) throw wrong(line, 'is no "name: value"')
    if (Object.hasOwn(members, name)) throw wrong(line, 'comes twice')
    const inner = lines[at + 1]
    if (rest !== undefined) {
      members[name] = scalar(line, rest)
      at++
    } else if (inner && inner.indent > indent) [members[name], at] = block(lines, at + 1, inner.indent)
    else {
      members[name] = null
      at++
    }
  }
  return [members, at]
}

function scalar(line: Line, text: string): Yaml {
  if (text.startsWith('[')) return words(line, text)
  if (text.startsWith('"')) return JSON.parse(text) as string
  const [, quoted] = /^'((?:[^']|'')*)'$/.exec(text) ?? []
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  if (/^[&*!|>{@`'%]/.test(text) || /:\s|\s#/.test(text))
    throw wrong(line, 'has a form that is not read here')
  return text
}

/** A list on one line; its words are all quoted in one way. */
function words(line: Line, text: string): string[] {
  const found = [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'/g)]
  const rest = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '')
  if (!/^\[[\s,]*\]$/.test(rest)) throw wrong(line, 'has words without quotes')
  return found.map(([, double, single]) =>
    double === undefined ? single!.replaceAll("''", "'") : (JSON.parse(`"${double}"`) as string),
  )
}

const wrong = ({ number, text }: Line, why: string): Error => new Error(`line ${number}: "${text}" ${why}`)
