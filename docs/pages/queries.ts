import { scan } from '../../tests/house/scan.ts'
import { isTest, type Source, sourcesIn } from '../../tests/house/sources.ts'
import { madeFrom } from './made-from.ts'

interface Statement {
  path: string
  /** The function that it stands in. */
  name: string
  text: string
}

/** Every statement that the program sends, by part and file. */
export function queriesPage(): string {
  const statements = sourcesIn('src')
    .filter(({ path }) => !isTest(path))
    .flatMap(statementsOf)
  const sections = Object.entries(Object.groupBy(statements, ({ path }) => ownerOf(path))).map(
    ([owner, those]) => `## ${owner}\n\n${those!.map(show).join('\n')}`,
  )
  return `# Statements\n\n${madeFrom('the source')} \`\${…}\` is always a bound parameter, never text. Each runs in a transaction that first takes a role and an account.\n\n${sections.join('\n')}`
}

const ownerOf = (path: string): string => /^src\/parts\/(\w+)\//.exec(path)?.[1] ?? path.split('/')[1]!

const show = ({ path, name, text }: Statement): string =>
  `### \`${name}\`\n\n[${path}](../../${path})\n\n\`\`\`sql\n${text}\n\`\`\`\n`

/** Templates tagged `sql`, with their row type or without. */
export function statementsOf(source: Source): Statement[] {
  const templates = scan(source.text).filter(({ kind }) => kind === 'template')
  const found: Statement[] = []
  templates.forEach(({ start }, index) => {
    if (source.text[start] !== '`' || !isTaggedSql(source.bare.slice(0, start))) return
    let depth = 0
    const last = templates.slice(index).find((piece) => {
      depth += (source.text[piece.start] === '`' ? 1 : 0) - (source.text[piece.end - 1] === '`' ? 1 : 0)
      return depth === 0
    })!
    found.push({
      path: source.path,
      name: nameBefore(source.bare.slice(0, start)),
      text: dedented(source.text.slice(start + 1, last.end - 1)),
    })
  })
  return found
}

function isTaggedSql(before: string): boolean {
  let tag = before.trimEnd()
  if (tag.endsWith('>')) {
    let depth = 0
    let at = tag.length
    do depth += { '>': 1, '<': -1 }[tag[--at]!] ?? 0
    while (at > 0 && depth > 0)
    tag = tag.slice(0, at)
  }
  return /\bsql$/.test(tag)
}

const nameBefore = (before: string): string => {
  const [name] = [...before.matchAll(/^(?:export )?(?:async )?(?:function|const|class) (\w+)/gm)]
    .map((match) => match[1]!)
    .slice(-1)
  return name ?? 'at the top of the file'
}

function dedented(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n')
  const depth = Math.min(
    ...lines
      .slice(text.startsWith('\n') ? 0 : 1)
      .filter((line) => line.trim() !== '')
      .map((line) => line.search(/\S/)),
  )
  return lines
    .map((line, index) =>
      index === 0 && !text.startsWith('\n') ? line : line.slice(Number.isFinite(depth) ? depth : 0),
    )
    .join('\n')
}
