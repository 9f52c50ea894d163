import { readFileSync } from 'node:fs'
import { absentPrograms } from '../../house/programs.ts'

/** Why a test that needs the program cannot run here; false: it can. With CI=true its absence is a failure. */
export function neededProgram(command: string): string | false {
  const absent = absentPrograms(process.env.PATH ?? '').find((program) => program.command === command)
  if (!absent || process.env.CI === 'true') return false
  return `install ${absent.package} (${absent.title} is absent)`
}

/** The same for a test that makes namespaces or mounts. */
export const neededRight = (command: string): string | false =>
  mayAdminister()
    ? neededProgram(command)
    : 'needs Linux and the right to mount and to make namespaces (root)'

/** Number of the capability in Linux. */
const sysAdmin = 21n

function mayAdminister(): boolean {
  if (process.platform !== 'linux') return false
  const [, held] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return ((BigInt(`0x${held ?? '0'}`) >> sysAdmin) & 1n) === 1n
}
