import { readFileSync } from 'node:fs'

/**
 * Bytes of a file that an installed package brings along. A bundle has no packages: there the file lies beside it, where
 * `deploy/bundle.ts` put it.
 * @param neighbour a module that the package exports and that stands in the file's folder, such as `some-package/engine.js`
 * @throws Error of the file system when it is in neither place
 */
export const packagedBytes = (neighbour: string, name: string): Uint8Array<ArrayBuffer> =>
  readFileSync(new URL(name, folderOf(neighbour)))

function folderOf(neighbour: string): string {
  try {
    return import.meta.resolve(neighbour)
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return import.meta.url
    throw error
  }
}
