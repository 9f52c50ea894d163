import type { Reverts } from './telling.ts'

/** As code hosts write it: a line of its own, of a number in this repository, or of `owner/name` and a number. */
const numbers = /^reverts +(?:([\w.-]+\/[\w.-]+))?#(\d{1,9})\.?$/i
/** As git writes it. */
const commits = /^this reverts commit +([0-9a-f]{7,64})\b/i
/** A description says one such thing; a few are a row of them taken back together, and more are none. */
const most = 3

/**
 * Which pull requests and commits of this repository a description says that it takes back. The text itself is not kept.
 * What nobody sees, what is quoted and what is code says nothing, and neither does a description that says it of many.
 */
export function revertsIn(text: string, repository: string | undefined): Reverts {
  const lines = said(text)
  const named = lines.flatMap((line) => {
    const [, owner, number] = numbers.exec(line) ?? []
    return number === undefined || !isOwn(owner, repository) ? [] : [Number(number)]
  })
  const hashes = lines.flatMap((line) => commits.exec(line)?.[1]?.toLowerCase() ?? [])
  return new Set([...named, ...hashes]).size > most
    ? { numbers: [], commits: [] }
    : { numbers: named, commits: hashes }
}

const isOwn = (owner: string | undefined, repository: string | undefined): boolean =>
  owner === undefined || owner.toLowerCase() === repository?.toLowerCase()

/** The lines that a reader sees as the writer's own words. */
function said(text: string): string[] {
  let fence = ''
  return withoutComments(text)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, mark = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
      if (fence !== '') {
        if (mark.startsWith(fence)) fence = ''
        return []
      }
      fence = mark
      return mark === '' && !/^( {4}|\t| {0,3}>)/.test(line) ? [line.trim()] : []
    })
}

/** A comment that is not closed goes to the end. */
function withoutComments(text: string): string {
  const [first = '', ...more] = text.split('<!--')
  return [
    first,
    ...more.map((piece) => (piece.includes('-->') ? piece.slice(piece.indexOf('-->') + 3) : '')),
  ].join(' ')
}

/** The title of what a title says that it takes back; null: it says no such thing. */
export const revertedTitleIn = (title: string): string | null =>
  /^\s*revert "(.+)"\s*$/is.exec(title)?.[1] ?? null
