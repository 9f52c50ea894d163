import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { PostgresProblem } from './problem.ts'

/** The user that PostgreSQL's programs run as. */
export interface RunAs {
  uid: number
  gid: number
  name: string
  /** Started through setpriv with the one right to pass through closed folders. */
  passesClosedFolders: boolean
}

export interface Command {
  file: string
  args: string[]
  /** Empty when the program runs as ourselves, or drops our rights itself. */
  identity: { uid?: number; gid?: number }
}

/**
 * Chooses the user: ourselves, unless we are root, whom PostgreSQL refuses. Then it is the owner of the data folder
 * that is there, else `postgres` if the system knows it, else `nobody`.
 * @param reached folders that this user must be able to pass through
 * @throws `PostgresProblem` `USER_MISSING`; `FOLDER_FOREIGN` for a data folder of another user or of root;
 * `FOLDER_CLOSED` naming a folder that the user cannot pass through
 */
export function chooseRunAs(dataFolder: string, reached: string[]): RunAs {
  const owner = existsSync(dataFolder) ? statSync(dataFolder).uid : null
  if (process.getuid?.() !== 0) return ourselves(dataFolder, owner)
  const user = owner === null ? anyUser() : ownerOf(dataFolder, owner)
  const closed = reached.map((folder) => closedFolder(folder, user)).find((folder) => folder !== null)
  if (!closed) return user
  const passing = { ...user, passesClosedFolders: true }
  if (canStart(passing)) return passing
  throw new PostgresProblem(
    'FOLDER_CLOSED',
    `PostgreSQL does not run as root but as the user ${user.name}, who cannot pass through ${closed}.`,
    `Open it (chmod o+x ${closed}), name a home elsewhere with KEYHOLD_HOME, or run Keyhold as a user of its own.`,
  )
}

/** How a program is started as that user; the process id is the program's own. */
export function commandAs(runAs: RunAs, program: string, args: string[]): Command {
  if (runAs.passesClosedFolders) {
    return { file: 'setpriv', args: [...passingRights(runAs), program, ...args], identity: {} }
  }
  const isOurselves = runAs.uid === process.getuid?.()
  return { file: program, args, identity: isOurselves ? {} : { uid: runAs.uid, gid: runAs.gid } }
}

function ourselves(dataFolder: string, owner: number | null): RunAs {
  const self = namedSelf()
  if (owner === null || owner === self.uid) return self
  throw new PostgresProblem(
    'FOLDER_FOREIGN',
    `The data folder ${dataFolder} belongs to the user id ${owner}, and Keyhold runs as ${self.name} (${self.uid}).`,
    'Run Keyhold as that user or as root, or name another home with KEYHOLD_HOME.',
  )
}

function namedSelf(): RunAs {
  try {
    const { uid, gid, username } = userInfo()
    return { uid, gid, name: username, passesClosedFolders: false }
  } catch (error) {
    throw new PostgresProblem(
      'USER_MISSING',
      `PostgreSQL needs a user with a name, and the user id ${process.getuid?.()} has none.`,
      'Add a line for it to /etc/passwd, or run Keyhold as a user that has one.',
      { cause: error },
    )
  }
}

function ownerOf(dataFolder: string, uid: number): RunAs {
  const user = knownUsers().find((each) => each.uid === uid)
  if (user && uid !== 0) return user
  throw new PostgresProblem(
    uid === 0 ? 'FOLDER_FOREIGN' : 'USER_MISSING',
    `The data folder ${dataFolder} belongs to ${uid === 0 ? 'root' : `the user id ${uid}, which has no name here`}, and PostgreSQL must run as its owner.`,
    `Give it to another user (chown -R postgres ${dataFolder}, or nobody).`,
  )
}

function anyUser(): RunAs {
  const users = knownUsers()
  const user = ['postgres', 'nobody'].map((name) => users.find((each) => each.name === name)).find(Boolean)
  if (user) return user
  throw new PostgresProblem(
    'USER_MISSING',
    'PostgreSQL does not run as root, and this system has neither a user postgres nor nobody.',
    'Add one (useradd --system postgres), or run Keyhold as a user of its own.',
  )
}

function knownUsers(): RunAs[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const users = lines.map((line) => line.split(':')).filter((fields) => fields.length >= 4)
  return users.map(([name, , uid, gid]) => ({
    name: name ?? '',
    uid: Number(uid),
    gid: Number(gid),
    passesClosedFolders: false,
  }))
}

/** The outermost of a folder's parents (or itself) that the user cannot pass through; null when all are open. */
export function closedFolder(folder: string, user: { uid: number; gid: number }): string | null {
  const path = resolve(folder)
  const parent = dirname(path)
  const closedAbove = parent === path ? null : closedFolder(parent, user)
  return closedAbove ?? (existsSync(path) && !isOpenTo(path, user) ? path : null)
}

function isOpenTo(folder: string, user: { uid: number; gid: number }): boolean {
  const { mode, uid, gid } = statSync(folder)
  if (uid === user.uid) return (mode & 0o100) !== 0
  return (gid === user.gid ? mode & 0o010 : mode & 0o001) !== 0
}

function passingRights({ uid, gid }: RunAs): string[] {
  const rights = '-all,+dac_read_search'
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    `--inh-caps=${rights}`,
    `--ambient-caps=${rights}`,
    `--bounding-set=${rights}`,
  ]
}

// Containers often lack the right itself, small systems setpriv or its options: trying is the one sure test.
function canStart(runAs: RunAs): boolean {
  const { file, args } = commandAs(runAs, '/bin/true', [])
  return spawnSync(file, args, { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' }, cwd: '/' }).status === 0
}
