import { type FileFact, type FileStatus, longestPath, mostFiles, mostLines } from './file-fact.ts'

/** Where a listing is none: which record of it, from 1, and at which byte that begins. */
export class NumstatError extends Error {
  override readonly name = 'NumstatError'
  readonly record: number
  readonly byte: number
  readonly wants: string
  constructor({ record, byte }: { record: number; byte: number }, wants: string) {
    super(`record ${record} at byte ${byte}: wants ${wants}`)
    this.record = record
    this.byte = byte
    this.wants = wants
  }
}

/**
 * Reads what `git diff --numstat -z` prints, or `git diff --raw --numstat -z`, which also tells the status of each file
 * (P5). With `-z` a path stands as it is, with quotes, line ends and all; what is no UTF-8 in it becomes U+FFFD.
 * It reads no further than a change may reach: 10,000 files with paths of 4,096 characters.
 * @throws NumstatError
 */
export function parseNumstat(bytes: Uint8Array): FileFact[] {
  const reader = new Fields(bytes)
  const statuses = new Map<string, FileStatus>()
  const files: FileFact[] = []
  while (!reader.isAtEnd) {
    const record = reader.next('the fields of a file')
    if (record.startsWith(':')) readRaw(reader, record, statuses)
    else files.push(readCounts(reader, record))
    if (Math.max(files.length, statuses.size) > mostFiles) reader.fail(`at most ${mostFiles} files`)
  }
  return files.map((file) => ({ ...file, status: statuses.get(file.path) ?? file.status }))
}

const counts = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/

/** `added TAB removed TAB path`; a rename has no path there, and the old and the new one behind it. */
function readCounts(reader: Fields, record: string): FileFact {
  const [, added, removed, path] = counts.exec(record) ?? reader.fail('`added TAB removed TAB path`')
  if ((added === '-') !== (removed === '-')) reader.fail('a dash for both counts of a binary file, or none')
  const previousPath = path === '' ? reader.path('the path before a rename') : null
  return {
    path: previousPath === null ? reader.checked(path!) : reader.path('the path after a rename'),
    previousPath,
    status: previousPath === null ? 'changed' : 'renamed',
    additions: linesIn(reader, added!),
    deletions: linesIn(reader, removed!),
    isBinary: added === '-',
    isGenerated: null,
  }
}

function linesIn(reader: Fields, told: string): number {
  const lines = told === '-' ? 0 : Number(told)
  return lines <= mostLines ? lines : reader.fail(`at most ${mostLines} lines`)
}

const raw = /^:\d{6} \d{6} [0-9a-f.]+ [0-9a-f.]+ ([A-Z])\d*$/
const statusBy: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'modified',
}

function readRaw(reader: Fields, record: string, statuses: Map<string, FileStatus>): void {
  const [, letter] = raw.exec(record) ?? reader.fail('`:mode mode hash hash status`')
  const path = reader.path('a path')
  const status = statusBy[letter!] ?? 'changed'
  statuses.set(status === 'renamed' || status === 'copied' ? reader.path('the new path') : path, status)
}

const longPath = `a path of 1 to ${longestPath} characters`
/** Of a record: counts, and a path in UTF-8. */
const mostBytes = 3 * longestPath + 100

/** Texts that each end in U+0000. */
class Fields {
  readonly #bytes: Buffer
  #byte = 0
  #begin = 0
  #record = 0
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    const isAtEnd = this.#byte >= this.#bytes.length
    if (!isAtEnd) {
      this.#begin = this.#byte
      this.#record += 1
    }
    return isAtEnd
  }

  next(wants: string): string {
    const end = this.#bytes.indexOf(0, this.#byte)
    if (end < 0) return this.fail(`${wants}, ended by a zero byte as with \`-z\``)
    if (end - this.#byte > mostBytes) return this.fail(longPath)
    const text = this.#bytes.toString('utf8', this.#byte, end)
    this.#byte = end + 1
    return text
  }

  path(wants: string): string {
    return this.checked(this.next(wants))
  }

  checked(path: string): string {
    return path !== '' && path.length <= longestPath ? path : this.fail(longPath)
  }

  fail(wants: string): never {
    throw new NumstatError({ record: this.#record, byte: this.#begin }, wants)
  }
}
