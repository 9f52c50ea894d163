import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { quoted } from './build-image.ts'
import type { Image } from './build-image.ts'
import { mountLines } from './layers.ts'

export interface ContainerOptions {
  /** Beside the image's own. */
  environment?: Record<string, string>
  /** Folders of this machine by their place in the container. */
  mounts?: Record<string, string>
  /** Instead of the image's command, behind its entry point. */
  words?: string[]
}

export interface Container {
  child: ChildProcess
  /** Everything it printed. */
  said(): string
  /** Resolves with its exit code. */
  ended: Promise<number | null>
  /** Its process 1, as this machine numbers it. */
  pid(): number
  /** Ends all of it at once, if it runs. */
  kill(): void
  /** Runs a command inside, as the same user. */
  exec(words: readonly string[]): Promise<{ code: number | null; said: string }>
}

const imagePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const rights =
  'setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all'

/** A folder that belongs to the image's user, as a fresh volume does. */
export function makeVolume(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, 1000, 1000)
  return folder
}

/**
 * Starts the image's command as its process 1, with a root nobody can write to, an empty /tmp, no network but loopback,
 * no rights, and the volumes.
 */
export function runContainer({ layer, config }: Image, options: ContainerOptions = {}): Container {
  const { environment = {}, mounts = {}, words } = options
  const command = words ? [...config.command.slice(0, -1), ...words] : config.command
  const all = {
    PATH: imagePath,
    HOME: '/home/node',
    ...config.environment,
    ...environment,
  }
  const pairs = Object.entries(all).map(([name, value]) => quoted(`${name}=${value}`))
  const lines = [
    mountLines(layer, 'readOnly'),
    ...Object.entries(mounts).map(([at, folder]) => `mount --bind ${quoted(folder)} "$root"${quoted(at)}`),
    'ip link set lo up',
    `exec env -i ${pairs.join(' ')} chroot "$root" ${rights} env --chdir=${quoted(config.folder)} ${command.map(quoted).join(' ')}`,
  ]
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--kill-child', 'sh', '-euc', lines.join('\n')],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  )
  const said = heard(child)
  const pid = () =>
    Number(
      readFileSync(join('/proc', String(child.pid), 'task', String(child.pid), 'children'), 'utf8').trim(),
    )
  return {
    child,
    said,
    ended: once(child, 'close').then(([code]) => code as number | null),
    pid,
    kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      // Process 1 itself: `unshare --kill-child` does not reach one that has given up its rights since.
      process.kill(pid() || child.pid!, 'SIGKILL')
    },
    async exec(inside) {
      const into = [
        '--target',
        String(pid()),
        '--mount',
        '--pid',
        '--net',
        '--uts',
        '--ipc',
        '--root',
        '--wd',
      ]
      const script = `exec env -i ${pairs.join(' ')} ${rights} ${inside.map(quoted).join(' ')}`
      const run = spawn('nsenter', [...into, '/bin/sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
      const words = heard(run)
      const [code] = (await once(run, 'close')) as [number | null]
      return { code, said: words() }
    },
  }
}

function heard(child: ChildProcess): () => string {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  return () => said
}
