import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A folder tree that takes the place of a base image: its own files, and below them the machine's `/usr` when it has none. */
export interface Base {
  folder: string
  usesOwnUsr: boolean
}

/** One stage of an image: what it adds to the base. */
export interface Layer {
  base: Base
  /** Files at their place from the root. */
  added: string
  /** For mounts; not part of the image. */
  work: string
}

const nodeUser = 1000

/**
 * A stand-in for `node:24-bookworm-slim`. From a Debian root (made by debootstrap), or without one from this machine's
 * `/usr` and an `/etc` of our own; with the Node that runs this, npm, and the user `node`.
 */
export function makeBase(folder: string, debian?: string): Base {
  mkdirSync(folder, { recursive: true })
  if (debian) cpSync(debian, folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  else {
    for (const name of ['bin', 'lib', 'lib64', 'sbin'])
      if (existsSync(`/usr/${name}`)) symlinkSync(`usr/${name}`, join(folder, name))
    for (const name of ['usr', 'etc', 'root', 'run', 'var/lib'])
      mkdirSync(join(folder, name), { recursive: true })
  }
  for (const name of ['proc', 'dev', 'tmp', 'run/secrets', 'home/node'])
    mkdirSync(join(folder, name), { recursive: true })
  chmodSync(join(folder, 'tmp'), 0o1777)
  const users = `root:x:0:0:root:/root:/bin/sh\nnode:x:${nodeUser}:${nodeUser}::/home/node:/bin/sh\n`
  writeFileSync(join(folder, 'etc/passwd'), users)
  writeFileSync(join(folder, 'etc/group'), `root:x:0:\nnode:x:${nodeUser}:\n`)
  writeFileSync(join(folder, 'etc/hosts'), '127.0.0.1 localhost\n')
  for (const name of ['/etc/resolv.conf', '/etc/nsswitch.conf', process.env.NODE_EXTRA_CA_CERTS ?? ''])
    if (existsSync(name)) copyInto(name, join(folder, name))
  return { folder, usesOwnUsr: debian !== undefined }
}

function copyInto(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/** An empty layer with Node and npm, as the base image has them. */
export function makeLayer(folder: string, base: Base, npmFolder: string): Layer {
  const layer = { base, added: join(folder, 'added'), work: join(folder, 'work') }
  const local = join(layer.added, 'usr/local')
  mkdirSync(join(local, 'bin'), { recursive: true })
  mkdirSync(layer.work, { recursive: true })
  cpSync(process.execPath, join(local, 'bin/node'))
  cpSync(npmFolder, join(local, 'lib/node_modules/npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  return layer
}

/** Lines of a shell that mount a layer in a namespace of its own, at `$root`, writable or not. */
export function mountLines({ base, added, work }: Layer, mode: 'writable' | 'readOnly'): string {
  const over = (lower: string, upper: string, name: string, at: string) =>
    mode === 'writable'
      ? `mkdir -p '${work}/${name}' && mount -t overlay overlay -o 'lowerdir=${lower},upperdir=${upper},workdir=${work}/${name}' "${at}"`
      : `mount -t overlay overlay -o 'lowerdir=${upper}:${lower}' "${at}"`
  const lines = [
    `root='${work}/root'`,
    'mkdir -p "$root"',
    over(base.folder, added, 'whole', '$root'),
    ...(base.usesOwnUsr ? [] : [over('/usr', `${added}/usr`, 'usr', '$root/usr')]),
    'mount -t tmpfs -o mode=0755 tmpfs "$root/dev"',
    'for name in null zero random urandom; do touch "$root/dev/$name"; mount --bind "/dev/$name" "$root/dev/$name"; done',
    'mkdir "$root/dev/shm" && mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"',
    'mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"',
    'mount -t proc proc "$root/proc"',
  ]
  return lines.join('\n')
}

/** Runs shell lines in new namespaces, whose first process they become. @throws Error with what they said */
export async function inNamespaces(kinds: readonly string[], lines: string): Promise<string> {
  const child = spawn('unshare', [...kinds, '--fork', '--kill-child', 'sh', '-euc', lines], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`ended with ${code}: ${said.slice(-2000)}`)
  return said
}
