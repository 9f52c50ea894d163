import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parse } from 'yaml'

/** What a command said, as one sees it in a terminal. */
export interface Said {
  /** Of the last answer that curl got; 0 where it asked nobody. */
  status: number
  text: string
  /** The text as JSON; `{}` where it is none. */
  body: Record<string, unknown>
}

export interface Cookie {
  name: string
  value: string
  isReadable: boolean
}

/** A folder with cookie jars in it, and bash. */
export interface Terminal {
  folder: string
  /** Runs one step of a workflow as a runner does: `bash -e` in a folder of its own, expressions put in before. */
  step(script: string, expressions: Record<string, string>): Promise<Said & { exitCode: number }>
  /** Runs commands in one shell, one after the other, at a server in the place of the printed one. */
  run(url: string, commands: readonly string[]): Promise<Said[]>
  /** What a jar of curl holds. */
  jar(name: string): Cookie[]
  close(): void
}

const printedAt = /(http:\/\/localhost:3000|https:\/\/your-api\.com)/g
const page = readFileSync(join(import.meta.dirname, 'printed-004.md'), 'utf8')

/** The code below a heading, as it was printed. */
export function printed(heading: string): string {
  const [, text] = /^```\w+\n(.*?)^```$/ms.exec(page.split(`### ${heading}\n`)[1] ?? '') ?? []
  if (text === undefined) throw new Error(`nothing is printed below ${heading}`)
  return text
}

/** The commands below a heading that speak to the server, or read what it said. */
export const printedCommands = (heading: string): string[] =>
  printed(heading)
    .replaceAll(/^#.*\n/gm, '')
    .split(/(?<!\\)\n/)
    .filter((command) => /^(curl|\w+=\$\()/.test(command))

interface Step {
  name?: string
  run?: string
}

/** The shell lines of the steps that are printed below a heading, by the steps' names. */
export function printedSteps(heading: string): Record<string, string> {
  const found = parse(printed(heading)) as Step[] | { jobs: Record<string, { steps: Step[] }> }
  const steps = Array.isArray(found) ? found : Object.values(found.jobs).flatMap((job) => job.steps)
  return Object.fromEntries(steps.flatMap(({ name, run }) => (name && run ? [[name, run]] : [])))
}

/** A printed command, or all of a step, with a key. */
export const withKey = (script: string, key: string): string =>
  script.replaceAll('curl ', `curl -H "X-API-Key: ${key}" `)

/** A printed command with the header that a page sends. */
export const withToken = (command: string): string =>
  command.replace('curl ', 'curl -H "X-CSRF-Token: $(grep XSRF-TOKEN cookies.txt | awk \'{print $7}\')" ')

// Statuses leave beside the bodies, so that the commands need no word of ours.
const curlrc = 'write-out = "%{stderr}\\nstatus=%{http_code}\\n"\n'
// Where jq is not installed: what the commands want of it.
const jq = `command -v jq > /dev/null || jq() { node -e '
  const text = require("node:fs").readFileSync(0, "utf8")
  if (process.argv[1] === "-Rs") return console.log(JSON.stringify(text))
  const value = JSON.parse(text)
  const path = (process.argv[2] ?? "").split(".").filter((name) => name !== "")
  const found = path.reduce((each, name) => each?.[name] ?? null, value)
  console.log(path.length > 0 ? found : JSON.stringify(found, null, 2))' -- "$@"; }
command -v bc > /dev/null || bc() { node -e 'console.log(eval(require("node:fs").readFileSync(0, "utf8")))'; }`
const mark = '\u001E'

export function openTerminal(): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-terminal-'))
  writeFileSync(join(folder, '.curlrc'), curlrc)
  return {
    folder,
    async step(script, expressions) {
      const filled = script.replaceAll(/\$\{\{ *([\w.]+) *\}\}/g, (_all, name: string) => {
        const value = expressions[name]
        if (value === undefined) throw new Error(`nobody says what ${name} is`)
        return value
      })
      const { out, err, exitCode } = await bash(folder, `set -eo pipefail\n${jq}\n${filled}`)
      return { ...said(out[0] ?? '', err[0] ?? ''), exitCode }
    },
    async run(url, commands) {
      const lines = commands.map((command) => command.replaceAll(printedAt, url))
      const script = lines.map((line) => `${line}\nprintf '${mark}'; printf '${mark}' >&2\n`).join('')
      const { out, err } = await bash(folder, `${jq}\n${script}`)
      return lines.map((_, index) => said(out[index] ?? '', err[index] ?? ''))
    },
    jar: (name) => cookiesIn(readFileSync(join(folder, name), 'utf8')),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function bash(
  folder: string,
  script: string,
): Promise<{ out: string[]; err: string[]; exitCode: number }> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter)
  const child = spawn('bash', ['-s'], {
    cwd: folder,
    env: { PATH: path, HOME: folder, CURL_HOME: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString().split(mark)
  })
  child.stdin.end(script)
  const [exitCode] = (await once(child, 'close')) as [number]
  return { out: out!(), err: err!(), exitCode }
}

function said(out: string, err: string): Said {
  const text = out.trim()
  return {
    status: Number([...err.matchAll(/^status=(\d+)$/gm)].at(-1)?.[1] ?? 0),
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}

const cookiesIn = (jar: string): Cookie[] =>
  jar
    .split('\n')
    .filter((line) => line.split('\t').length === 7)
    .map((line) => {
      const [, , , , , name, value] = line.split('\t')
      return { name: name!, value: value!, isReadable: !line.startsWith('#HttpOnly_') }
    })
