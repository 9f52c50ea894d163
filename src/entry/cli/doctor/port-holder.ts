import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

export interface PortHolder {
  pid: number
  /** The program's own name, such as `node`. */
  name: string
}

const listening = '0A'

/**
 * Which process listens on a port of this machine. Linux tells in /proc, of our own processes only unless we are root;
 * `null` where it cannot be told.
 */
export function portHolder(port: number): PortHolder | null {
  try {
    const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => listenersIn(read(path), port))
    return sockets.length === 0 ? null : ownerOf(new Set(sockets.map((inode) => `socket:[${inode}]`)))
  } catch {
    return null // no such system: the caller names the command that asks
  }
}

/** Inodes of the sockets that listen on the port, of a table as `/proc/net/tcp` is one. */
export const listenersIn = (table: string, port: number): string[] =>
  table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) => state === listening && Number.parseInt(local?.split(':')[1] ?? '', 16) === port,
    )
    .map((columns) => columns[9]!)

function ownerOf(sockets: ReadonlySet<string>): PortHolder | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (openFilesOf(pid).some((target) => sockets.has(target))) return { pid: Number(pid), name: nameOf(pid) }
  }
  return null
}

/** By its program: threads name themselves as they like. */
function nameOf(pid: string): string {
  const [program] = targetOf(`/proc/${pid}/exe`)
  return program === undefined ? read(`/proc/${pid}/comm`).trim() || 'unknown' : basename(program)
}

function openFilesOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => targetOf(`/proc/${pid}/fd/${name}`))
  } catch {
    return [] // another user's process, or one that has just ended
  }
}

function targetOf(link: string): string[] {
  try {
    return [readlinkSync(link)]
  } catch {
    return [] // closed meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // absent, such as tcp6 without IPv6
  }
}
