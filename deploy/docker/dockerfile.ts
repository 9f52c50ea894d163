/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  /** In capitals. */
  word: string
  /** What follows the word; `${NAME}` of an ARG before the first FROM is filled in. */
  text: string
  /** From 1. */
  line: number
}

export interface Stage {
  /** What FROM names: an image. */
  base: string
  /** The name behind AS; empty for the last stage as a rule. */
  name: string
  instructions: Instruction[]
}

/** The stages of a Dockerfile, in order. Here-documents and parser directives are not known. */
export function readDockerfile(text: string): Stage[] {
  const stages: Stage[] = []
  const given: Record<string, string> = {}
  for (const instruction of instructionsIn(text)) {
    const filled = instruction.text.replace(/\$\{(\w+)\}/g, (whole, name: string) => given[name] ?? whole)
    if (instruction.word === 'FROM') {
      const [, base = '', name = ''] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?$/i.exec(filled) ?? []
      stages.push({ base, name, instructions: [] })
    } else if (stages.length === 0) {
      const [name = '', value = ''] = instruction.text.split(/=(.*)/s)
      given[name] = value
    } else stages.at(-1)!.instructions.push({ ...instruction, text: filled })
  }
  return stages
}

function instructionsIn(text: string): Instruction[] {
  const found: Instruction[] = []
  let begun: Begun | null = null
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue
    const line = raw.trim()
    begun = continued(begun, line, index + 1)
    if (line.endsWith('\\')) {
      begun.text = begun.text.slice(0, -1).trimEnd()
      continue
    }
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(begun.text) ?? []
    found.push({ word: word.toUpperCase(), text: rest, line: begun.line })
    begun = null
  }
  return found
}

interface Begun {
  text: string
  line: number
}

const continued = (begun: Begun | null, text: string, line: number): Begun =>
  begun === null ? { text, line } : { text: `${begun.text} ${text}`, line: begun.line }

/** The words of an instruction in its JSON form. @throws Error for the form that a shell would run */
export function execForm({ word, text, line }: Pick<Instruction, 'word' | 'text' | 'line'>): string[] {
  if (!text.startsWith('['))
    throw new Error(`line ${line}: ${word} is not a JSON list, so a shell would run it`)
  return JSON.parse(text) as string[]
}

/** `NAME=value` pairs of ENV and LABEL; values may be quoted. */
export const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))/g)].map(([, name, quoted, bare]) => [
      name!,
      quoted ?? bare!,
    ]),
  )

/** What a finished image says of how it is run. */
export interface ImageConfig {
  environment: Record<string, string>
  labels: Record<string, string>
  folder: string
  user: string
  volumes: string[]
  stopSignal: string
  health: string[]
  command: string[]
}

export function configOf({ instructions }: Stage): ImageConfig {
  const all = (word: string) => instructions.filter((each) => each.word === word)
  const last = (word: string) => all(word).at(-1)?.text ?? ''
  const command = (word: string) => all(word).slice(-1).flatMap(execForm)
  const health = all('HEALTHCHECK').at(-1)
  return {
    environment: Object.assign({}, ...all('ENV').map(({ text }) => pairsOf(text))) as Record<string, string>,
    labels: Object.assign({}, ...all('LABEL').map(({ text }) => pairsOf(text))) as Record<string, string>,
    folder: last('WORKDIR'),
    user: last('USER'),
    volumes: all('VOLUME').flatMap(execForm),
    stopSignal: last('STOPSIGNAL'),
    health: health ? execForm({ ...health, text: health.text.replace(/^.*?CMD\s+/s, '') }) : [],
    command: [...command('ENTRYPOINT'), ...command('CMD')],
  }
}
