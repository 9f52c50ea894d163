/** A folder of small files that survive a crash: written whole or not at all. */
export interface Files {
  /** Absolute path of the folder, for messages. */
  folder: string
  /** Writes, syncs, renames, syncs the folder; 0600 in a 0700 folder. */
  write(name: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  /** @param bytes only so many from the beginning, where a file may be long */
  read(name: string, bytes?: number): Promise<Uint8Array | null>
  /** Names in a sub-folder, sorted. */
  list(folder: string): Promise<string[]>
  remove(name: string): Promise<void>
}
