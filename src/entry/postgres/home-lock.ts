import { fsyncSync, ftruncateSync, readSync, realpathSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome } from './home-folder.ts'
import { closeLocked, openLocked } from './kernel-lock.ts'
import { identityOf, lives } from './living.ts'
import type { Identity } from './living.ts'
import { PostgresProblem, problemOfError } from './problem.ts'

export interface HomeLock {
  /** Gives the home back. Without it the kernel does so when this process dies. */
  release(): void
  /**
   * True when the holder before us never released and is proved dead: its work in flight may be resolved at once.
   * (As long as this lock is held, every earlier holder of the home is gone.)
   */
  predecessorDead: boolean
}

interface Holder extends Identity {
  /** When it took the lock, RFC 3339. */
  since: string
}

interface Held {
  fd: number
  holders: number
  predecessorDead: boolean
}

// A process that was just killed is dead before the kernel has closed its files: 2 s in all.
const dyingTries = 100
const dyingPauseMs = 20

const heldHomes = new Map<string, Held>()

/**
 * Makes this process the only one on a home (made when absent). Within the process it may be taken again; the last
 * release counts. The lock is `<home>/keyhold.lock`: the kernel's where there is one (flock), and the holder's process
 * id and start time in it, so that neither a stale file nor a recycled process id ever stands in the way.
 * @param openFile for tests: how the lock's file is opened and locked
 * @throws `PostgresProblem` `HOME_HELD` naming the holder's process id and since when
 */
export function lockHome(home: string, openFile = openLocked): HomeLock {
  const file = join(realpathSync(makeHome(home)), 'keyhold.lock')
  const held = heldHomes.get(file) ?? takeLock(home, () => open(home, file, openFile))
  heldHomes.set(file, held)
  held.holders += 1
  return { release: onlyOnce(() => letGo(file, held)), predecessorDead: held.predecessorDead }
}

function takeLock(home: string, openLock: () => ReturnType<typeof openLocked>): Held {
  for (let tries = 1; ; tries += 1) {
    const { fd, verdict } = openLock()
    const { holder, isBlank } = readHolder(fd)
    const holderLives = holder !== null && lives(holder)
    if (verdict === 'ours' || (verdict === 'unknown' && !holderLives)) {
      writeHolder(home, fd)
      return { fd, holders: 0, predecessorDead: !isBlank }
    }
    closeLocked(fd)
    if (holderLives || tries >= dyingTries) throw heldByOther(home, holder)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, dyingPauseMs)
  }
}

function open(home: string, file: string, openFile: typeof openLocked): ReturnType<typeof openLocked> {
  try {
    return openFile(file)
  } catch (error) {
    throw problemOfError(`Cannot lock the home ${home}`, error)
  }
}

function readHolder(fd: number): { holder: Holder | null; isBlank: boolean } {
  const bytes = Buffer.alloc(1024)
  const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0)).trim()
  return { holder: parseHolder(text.split('\n')[0] ?? ''), isBlank: text === '' }
}

function parseHolder(line: string): Holder | null {
  try {
    const { pid, startMark, since } = JSON.parse(line) as Partial<Holder>
    return pid && since ? { pid, startMark: startMark ?? null, since } : null
  } catch {
    return null
  }
}

// Written before the rest is cut off, so that a kill in between never leaves a blank file: blank means released.
function writeHolder(home: string, fd: number): void {
  const self: Holder = {
    ...(identityOf(process.pid) ?? { pid: process.pid, startMark: null }),
    since: new Date().toISOString(),
  }
  try {
    const length = writeSync(fd, `${JSON.stringify(self)}\n`, 0, 'utf8')
    ftruncateSync(fd, length)
    fsyncSync(fd)
  } catch (error) {
    closeLocked(fd)
    throw problemOfError(`Cannot lock the home ${home}`, error)
  }
}

function letGo(file: string, held: Held): void {
  held.holders -= 1
  if (held.holders > 0) return
  heldHomes.delete(file)
  // The file itself stays: whoever waits for its lock has it open already.
  ftruncateSync(held.fd, 0)
  closeLocked(held.fd)
}

function heldByOther(home: string, holder: Holder | null): PostgresProblem {
  const who = holder ? `process ${holder.pid}, since ${holder.since}` : 'another process'
  const end = holder ? `Stop it (kill ${holder.pid})` : 'Stop it'
  return new PostgresProblem(
    'HOME_HELD',
    `Keyhold already runs on ${home} (${who}).`,
    `${end}, or give this one a home of its own with KEYHOLD_HOME.`,
  )
}

function onlyOnce(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
