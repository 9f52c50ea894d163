import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packClient } from '../../client/pack.ts'
import { root } from '../house/sources.ts'

const run = promisify(execFile)
const installed = (name: string): string => join(root, 'node_modules', name)

/** What the client needs and may meet; it is found here, since a test calls no registry. */
const around = ['openapi-fetch', 'react', 'react-dom', '@types/react', '@types/react-dom']

const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable', 'esnext.iterator'],
  module: 'nodenext',
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  typeRoots: [installed('@types')],
  types: ['node'],
}

/** An empty project with the packed client in it. */
export interface Project {
  folder: string
  write(name: string, text: string): void
  /** @returns what the compiler complains about */
  compile(): Promise<string>
  /** Runs a file of it. @returns what it printed */
  run(name: string, environment: Record<string, string>): Promise<string>
  remove(): void
}

export async function projectWithClient(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-project-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const place = await packClient(join(folder, 'packages'))
  const links = Object.fromEntries(around.map((name) => [name, `file:${installed(name)}`]))
  const dependencies = { '@keyhold/client': `file:${place}`, ...links }
  write('package.json', JSON.stringify({ name: 'empty', private: true, type: 'module', dependencies }))
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }))
  mkdirSync(join(folder, '.npm'))
  const words = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', '.npm']
  await run('npm', words, { cwd: folder })
  return {
    folder,
    write,
    compile: () =>
      run(installed('.bin/tsc'), ['-p', '.'], { cwd: folder }).then(
        ({ stdout }) => stdout,
        ({ stdout }: { stdout: string }) => stdout,
      ),
    async run(name, environment) {
      const { PATH = '', HOME = '' } = process.env
      const env = { PATH, HOME, ...environment }
      return (await run(process.execPath, [name], { cwd: folder, env })).stdout
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface Block {
  language: string
  /** Of the first line, `// name.ts`; null without one. */
  name: string | null
  text: string
}

/** The pieces of code of a page of ours. */
export function blocksOf(path: string): Block[] {
  const page = readFileSync(join(root, path), 'utf8')
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language: language!,
    name: /^\/\/ (\S+\.tsx?)\n/.exec(text!)?.[1] ?? null,
    text: text!,
  }))
}
