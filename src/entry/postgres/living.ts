import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One process and no other: a process id alone comes round again. */
export interface Identity {
  pid: number
  /** When it started, as its system tells it (with the boot's id on Linux); null where that cannot be known. */
  startMark: string | null
}

/** The identity of a live process; null when there is none (a zombie is none). */
export function identityOf(pid: number): Identity | null {
  if (!answersSignals(pid)) return null
  if (process.platform !== 'linux') return { pid, startMark: startMarkByPs(pid) }
  const stat = readStat(pid)
  if (stat === null) return answersSignals(pid) ? { pid, startMark: null } : null
  if (stat.state === 'Z' || stat.state === 'X') return null
  return { pid, startMark: `${bootId()}:${stat.startTicks}` }
}

/** Whether exactly this process still lives. Unknown marks count as equal: rather too careful than two at once. */
export function lives(identity: Identity): boolean {
  const now = identityOf(identity.pid)
  if (now === null) return false
  return now.startMark === null || identity.startMark === null || now.startMark === identity.startMark
}

/** Whether the process id is taken, be it by a zombie. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readStat(pid: number): { state: string; startTicks: string } | null {
  const text = readOr(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets, which may itself hold brackets and spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  return state && startTicks ? { state, startTicks } : null
}

// Ticks since boot may come round again after a reboot, so the boot's id belongs to the mark.
function bootId(): string {
  return readOr('/proc/sys/kernel/random/boot_id').trim()
}

function startMarkByPs(pid: number): string | null {
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: '/bin:/usr/bin' },
  })
  return ps.status === 0 && ps.stdout.trim() !== '' ? ps.stdout.trim() : null
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
