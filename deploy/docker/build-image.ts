import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { configOf, type ImageConfig, type Instruction, pairsOf, type Stage } from './dockerfile.ts'
import { type Base, inNamespaces, type Layer, makeLayer, mountLines } from './layers.ts'

export interface Image {
  layer: Layer
  config: ImageConfig
}

export interface BuildOptions {
  stages: readonly Stage[]
  /** What a builder would be sent. */
  context: string
  /** Where the stages are made. */
  folder: string
  base: Base
  npmFolder: string
  say(text: string): void
}

/**
 * Does what the Dockerfile says, instruction by instruction: COPY from the context or another stage, RUN in a root of
 * its own. For the machine where no builder is at hand; it knows just what our file uses.
 */
export async function buildImage({
  stages,
  context,
  folder,
  base,
  npmFolder,
  say,
}: BuildOptions): Promise<Image> {
  const layers = new Map<string, Layer>()
  for (const [index, stage] of stages.entries()) {
    const layer = makeLayer(join(folder, `stage-${index}`), base, npmFolder)
    layers.set(stage.name, layer)
    await buildStage(stage, { layer, layers, context, say })
  }
  const last = stages.at(-1)!
  return { layer: layers.get(last.name)!, config: configOf(last) }
}

interface StageWork {
  layer: Layer
  layers: ReadonlyMap<string, Layer>
  context: string
  say(text: string): void
}

async function buildStage({ instructions }: Stage, work: StageWork): Promise<void> {
  let folder = '/'
  let environment: Record<string, string> = {}
  for (const instruction of instructions) {
    const { word, text } = instruction
    if (word === 'WORKDIR') {
      folder = resolve(folder, text)
      mkdirSync(join(work.layer.added, folder), { recursive: true })
    } else if (word === 'ENV') environment = { ...environment, ...pairsOf(text) }
    else if (word === 'COPY') copy(instruction, folder, work)
    else if (word === 'RUN') await run(text, folder, environment, work)
  }
}

function copy({ text, line }: Instruction, folder: string, { layer, layers, context, say }: StageWork): void {
  say(`COPY ${text}`)
  const words = text.split(/\s+/)
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length)
  const source = from === undefined ? context : layers.get(from)?.added
  if (source === undefined) throw new Error(`line ${line}: there is no stage ${from}`)
  const paths = words.filter((word) => !word.startsWith('--'))
  const target = paths.pop()!
  const at = join(layer.added, resolve(folder, target))
  for (const path of paths) {
    const whole = join(source, path)
    if (!existsSync(whole)) throw new Error(`line ${line}: ${path} is not there to be copied`)
    const isInto = !statSync(whole).isDirectory() && (paths.length > 1 || target.endsWith('/'))
    cpSync(whole, isInto ? join(at, basename(path)) : at, { recursive: true, verbatimSymlinks: true })
  }
}

async function run(
  text: string,
  folder: string,
  environment: Record<string, string>,
  { layer, say }: StageWork,
): Promise<void> {
  say(`RUN ${text}`)
  const pairs = Object.entries({
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    ...builderVariables(),
    ...environment,
  })
  const words = pairs.map(([name, value]) => quoted(`${name}=${value}`)).join(' ')
  const inside = quoted(`cd ${quoted(folder)} && ${text}`)
  await inNamespaces(
    ['--mount', '--pid'],
    `${mountLines(layer, 'writable')}\nexec env -i ${words} chroot "$root" /bin/sh -c ${inside}`,
  )
}

/** What a builder behind a proxy with a certificate of its own hands in. */
function builderVariables(): Record<string, string> {
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env
  return certificates ? { NODE_EXTRA_CA_CERTS: certificates, npm_config_cafile: certificates } : {}
}

/** One word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
