import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildImage, type Image } from './build-image.ts'
import { copyContext } from './build-context.ts'
import { type Container, type ContainerOptions, makeVolume, runContainer } from './container.ts'
import { readDockerfile } from './dockerfile.ts'
import { makeBase } from './layers.ts'

/**
 * Builds the image from the Dockerfile and runs it, without a Docker engine: as root on Linux, in namespaces and
 * overlays. `node deploy/docker/try-image.ts [--debian <root made by debootstrap>]`
 */
const root = join(import.meta.dirname, '../..')
const readySeconds = 60

interface Tried {
  /** Each step that was seen, in words. */
  seen: string[]
}

export async function tryImage(options: { debian?: string; say(text: string): void }): Promise<Tried> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-image-'))
  try {
    const context = join(folder, 'context')
    mkdirSync(context)
    copyContext(root, context)
    const image = await buildImage({
      stages: readDockerfile(readFileSync(join(import.meta.dirname, 'Dockerfile'), 'utf8')),
      context,
      folder,
      base: makeBase(join(folder, 'base'), options.debian),
      npmFolder: npmFolder(),
      say: options.say,
    })
    return { seen: await useImage(image, folder, options.say) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** npm's own folder: beside the npm that is in the path. */
const npmFolder = (): string =>
  process.env.npm_execpath ? dirname(dirname(process.env.npm_execpath)) : '/usr/lib/node_modules/npm'

/** A container that lives no longer than the try. */
type Run = (options?: ContainerOptions) => Container

async function useImage(image: Image, folder: string, say: (text: string) => void): Promise<string[]> {
  const seen: string[] = []
  const see = (text: string) => (seen.push(text), say(text))
  const secrets = makeVolume(join(folder, 'secrets'))
  const mounts = { '/run/secrets': secrets, '/var/lib/keyhold': makeVolume(join(folder, 'home')) }
  const running: Container[] = []
  const run: Run = (options = {}) => {
    const container = runContainer(image, { mounts, ...options })
    running.push(container)
    return container
  }
  try {
    await prepare(run, see)
    await serve(image, run, see)
    await survive(image, run, see)
    return seen
  } finally {
    for (const container of running) container.kill()
    await Promise.all(running.map(({ ended }) => ended))
  }
}

const environment = {
  KEYHOLD_URL: 'https://keyhold.example.org',
  KEYHOLD_MASTER_KEY_FILE: '/run/secrets/master_key',
  INTERNAL_API_KEY_FILE: '/run/secrets/internal_api_key',
}

async function prepare(run: Run, see: (text: string) => void): Promise<void> {
  const generating = run({ words: ['secrets', 'generate', '/run/secrets', '--container'] })
  if ((await generating.ended) !== 0) throw new Error(generating.said())
  see('secrets generate wrote its files')
  const bare = run()
  if ((await bare.ended) === 0 || !/KEYHOLD_MASTER_KEY/.test(bare.said())) throw new Error(bare.said())
  see('without secrets it refuses to start, and names them')
}

async function serve(image: Image, run: Run, see: (text: string) => void): Promise<void> {
  const container = run({ environment })
  await untilHealthy(image, container)
  see('the health check is content')
  await lookInside(container, see)
  await end(container)
  see('SIGTERM ends process 1 with exit code 0')
}

async function survive(image: Image, run: Run, see: (text: string) => void): Promise<void> {
  const killed = run({ environment })
  await untilHealthy(image, killed)
  killed.kill()
  await killed.ended
  const next = run({ environment })
  await untilHealthy(image, next)
  await end(next)
  see('after SIGKILL of everything it starts again on its volume')
}

async function end(container: Container): Promise<void> {
  process.kill(container.pid(), 'SIGTERM')
  const code = await container.ended
  if (code !== 0) throw new Error(`SIGTERM ended it with ${code}: ${container.said()}`)
}

async function lookInside(container: Container, see: (text: string) => void): Promise<void> {
  const inside = async (what: string, words: string[], expected: RegExp) => {
    const { code, said } = await container.exec(words)
    if (code !== 0 || !expected.test(said)) throw new Error(`${what}: ${code} ${said}\n${container.said()}`)
    see(what)
  }
  const page =
    "const r = await fetch('http://127.0.0.1:3000/', { headers: { accept: 'text/html' } }); console.log(r.status, await r.text())"
  await inside('the console is served', ['node', '--input-type=module', '-e', page], /^200 [\s\S]*<title>/)
  await inside(
    'operator link works inside',
    ['keyhold', 'operator', 'link'],
    /^https:\/\/keyhold\.example\.org\//,
  )
  await inside(
    'it is a user without rights',
    ['sh', '-c', 'id -u; grep CapEff /proc/self/status'],
    /^1000\nCapEff:\s+0+\n/,
  )
  await inside(
    'nothing of the program can be written',
    ['sh', '-c', 'if touch /app/x /app/src/x /usr/local/bin/x 2>/dev/null; then exit 1; fi'],
    /^$/,
  )
  const doctor = await container.exec(['keyhold', 'doctor', '--production', '--plain'])
  // Without a network no name leads anywhere.
  const failed = doctor.said
    .split('\n')
    .filter((line) => line.startsWith('fail\t') && !line.startsWith('fail\tpublic_address\t'))
  if (failed.length > 0) throw new Error(failed.join('\n'))
  see('doctor --production finds no failure but the name that is not public')
}

async function untilHealthy({ config }: Image, container: Container): Promise<void> {
  const ended = container.ended.then((code) => {
    throw new Error(`it ended with ${code}: ${container.said()}`)
  })
  ended.catch(() => undefined)
  for (let tries = 0; tries < readySeconds * 4; tries++) {
    const { code } = await Promise.race([container.exec(config.health).catch(() => ({ code: 1 })), ended])
    if (code === 0) return
    await Promise.race([pause(250), ended])
  }
  container.kill()
  throw new Error(`not ready after ${readySeconds} s: ${container.said()}`)
}

if (import.meta.main) {
  const at = process.argv.indexOf('--debian')
  const debian = at < 0 ? undefined : process.argv[at + 1]
  const startedAt = performance.now()
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)
  await tryImage({
    ...(debian && { debian }),
    say: (text) => process.stdout.write(`${seconds()} s  ${text}\n`),
  })
}
