export type ProblemCode =
  | 'HOME_HELD'
  | 'HOME_NOT_WRITABLE'
  | 'DISK_FULL'
  | 'PATH_TOO_LONG'
  | 'WRONG_MAJOR'
  | 'BINARIES_MISSING'
  | 'BINARIES_UNFIT'
  | 'USER_MISSING'
  | 'FOLDER_CLOSED'
  | 'FOLDER_FOREIGN'
  | 'START_FAILED'

/** Why the embedded PostgreSQL cannot run. The message holds what was found and then the cure; no secret goes into it. */
export class PostgresProblem extends Error {
  override readonly name = 'PostgresProblem'
  readonly code: ProblemCode
  /** What to do about it, in full sentences. */
  readonly cure: string

  constructor(code: ProblemCode, found: string, cure: string, options: { cause?: unknown } = {}) {
    super(`${found} ${cure}`, options)
    this.code = code
    this.cure = cure
  }
}

interface Symptom {
  seen: RegExp
  code: ProblemCode
  found: string
  cure: string
}

const symptoms: Symptom[] = [
  {
    seen: /no space left on device|ENOSPC|disk quota exceeded|EDQUOT/i,
    code: 'DISK_FULL',
    found: 'The disk is full.',
    cure: 'Free some space there and start again; nothing that was acknowledged is lost.',
  },
  {
    seen: /read-only file system|EROFS/i,
    code: 'HOME_NOT_WRITABLE',
    found: 'The file system is read-only.',
    cure: 'Name a writable folder with KEYHOLD_HOME.',
  },
  {
    seen: /(ENOENT|ENOTDIR|EEXIST).*mkdir/,
    code: 'HOME_NOT_WRITABLE',
    found: 'No folder can be made there.',
    cure: 'Name one that can be made with KEYHOLD_HOME.',
  },
  {
    seen: /could not look up effective user ID|user does not exist/i,
    code: 'USER_MISSING',
    found: 'The user it runs as has no name on this system.',
    cure: 'Add a line for its user id to /etc/passwd, or run Keyhold as a user that has one.',
  },
  {
    seen: /error while loading shared libraries|cannot execute|exec format error|GLIBC_|ENOEXEC|bad CPU type/i,
    code: 'BINARIES_UNFIT',
    found: 'The PostgreSQL programs do not run on this system.',
    cure: "Install the system's PostgreSQL (15 or newer) and name the folder of its programs with KEYHOLD_POSTGRES_BIN.",
  },
  {
    seen: /wrong ownership|invalid permissions/i,
    code: 'FOLDER_FOREIGN',
    found: 'The data folder belongs to another user or is open to others.',
    cure: 'Give it back to the user that PostgreSQL runs as, with mode 0700.',
  },
  {
    seen: /permission denied|EACCES|EPERM|operation not permitted/i,
    code: 'HOME_NOT_WRITABLE',
    found: 'A file or folder may not be read or written.',
    cure: 'Let the user that Keyhold runs as write its home, or name another one with KEYHOLD_HOME.',
  },
  {
    seen: /cannot allocate memory|could not (map|resize|create) shared memory/i,
    code: 'START_FAILED',
    found: 'There is too little memory for PostgreSQL.',
    cure: 'Give this machine or container at least 256 MiB more.',
  },
]

/** Turns what a program or the system said into words with a cure; what nobody foresaw is quoted. */
export function problemFrom(doing: string, said: string, options: { cause?: unknown; see?: string } = {}) {
  const quote = lastComplaint(said)
  const found = symptoms.find((symptom) => symptom.seen.test(said))
  if (found)
    return new PostgresProblem(found.code, `${doing}: ${found.found} (${quote})`, found.cure, options)
  const where = options.see
    ? `Its log ${options.see} says more.`
    : 'Start again; if it stays, run `keyhold doctor`.'
  return new PostgresProblem('START_FAILED', `${doing}: ${quote}`, where, options)
}

/** As {@link problemFrom}, for what a failed call threw. */
export function problemOfError(doing: string, error: unknown): PostgresProblem {
  if (error instanceof PostgresProblem) return error
  return problemFrom(doing, error instanceof Error ? error.message : String(error), { cause: error })
}

/** The last line that names a failure, shortened to 300 characters; a PostgreSQL log's prefix is left out. */
function lastComplaint(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  const line =
    lines.findLast((each) => /FATAL|PANIC|error|could not/i.test(each)) ?? lines.at(-1) ?? 'it said nothing'
  return line
    .replace(/^.*?(?:FATAL|PANIC|LOG):\s+/, '')
    .trim()
    .slice(0, 300)
}
