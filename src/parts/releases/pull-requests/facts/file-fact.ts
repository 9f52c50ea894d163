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

/** `changed`: added, removed or modified, which numstat alone does not tell. */
export const fileStatuses = ['added', 'modified', 'removed', 'renamed', 'copied', 'changed'] as const
export type FileStatus = (typeof fileStatuses)[number]
