import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether a path of the repository stays out of the build, by the lines of a `.dockerignore`: the last that fits decides. */
export function isIgnored(lines: readonly string[], path: string): boolean {
  const parents = path.split('/').map((_part, index, parts) => parts.slice(0, index + 1).join('/'))
  let isOut = false
  for (const line of lines) {
    const pattern = line.replace(/^!/, '')
    if (parents.some((parent) => isMatch(parent, pattern))) isOut = !line.startsWith('!')
  }
  return isOut
}

/** As a builder matches: `*` takes a leading dot too, and `**` any number of folders. */
function isMatch(path: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) => wildcards[wild]!)
  return new RegExp(`^${source}$`).test(path)
}

const wildcards: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }

export const ignoreLinesOf = (root: string): string[] =>
  readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

/** Every file that a builder would be sent, by path. */
export function contextFiles(root: string): string[] {
  const lines = ignoreLinesOf(root)
  const found: string[] = []
  const look = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.name === 'node_modules' || entry.name === '.git') continue
      if (entry.isDirectory()) look(path)
      else if (!isIgnored(lines, path)) found.push(path)
    }
  }
  look('')
  return found.sort()
}

/** Copies what a builder would be sent into an empty folder. */
export function copyContext(root: string, target: string): void {
  for (const path of contextFiles(root)) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    cpSync(join(root, path), join(target, path))
  }
}
