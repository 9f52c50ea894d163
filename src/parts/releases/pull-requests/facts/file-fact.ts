/** What a change does to one file. Three ways lead here (P2): `git diff --numstat -z`, a CI's JSON, and what a code host tells. */
export interface FileFact {
  /** As the repository names it after the change; may hold anything but U+0000. */
  path: string
  /** Before a rename or a copy. */
  previousPath: string | null
  status: FileStatus
  /** Lines; 0 of a binary file. */
  additions: number
  deletions: number
  isBinary: boolean
  /** What `.gitattributes` says (`linguist-generated`); null where nobody looked: the path decides. */
  isGenerated: boolean | null
}

/** Of one change, however its files are told. */
export const mostFiles = 10_000
/** In UTF-16 units. */
export const longestPath = 4096
export const mostLines = 2_147_483_647

/** `changed`: added, removed or modified, which numstat alone does not tell. */
export const fileStatuses = ['added', 'modified', 'removed', 'renamed', 'copied', 'changed'] as const
export type FileStatus = (typeof fileStatuses)[number]

/** A path that is told twice, as where a file became a link, is one file: its lines together, else as it was told last. */
export function oncePerPath(files: readonly FileFact[]): FileFact[] {
  const once = new Map<string, FileFact>()
  for (const file of files) {
    const { additions = 0, deletions = 0 } = once.get(file.path) ?? {}
    once.set(file.path, {
      ...file,
      additions: Math.min(mostLines, file.additions + additions),
      deletions: Math.min(mostLines, file.deletions + deletions),
    })
  }
  return [...once.values()]
}
