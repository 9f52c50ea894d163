import { nodeOf } from './format.ts'

/** The hashes beside the way from a leaf to the root, from below (RFC 6962 2.1.1). */
export type Path = Buffer[]

interface Subtree {
  hash: Buffer
  /** Paths of the leaves in it that somebody asked for. */
  paths: readonly Path[]
}

/** A Merkle tree that grows at its right, and the paths of some of its leaves. */
export class PathTree {
  readonly #edge: Subtree[]
  #size: bigint

  /** @param edge roots of the whole subtrees that are there already, the largest first */
  constructor(edge: readonly Buffer[] = [], size = 0n) {
    this.#edge = edge.map((hash) => ({ hash, paths: [] }))
    this.#size = size
  }

  get size(): bigint {
    return this.#size
  }

  /** @param path of this leaf, empty; filled as the tree grows, whole after {@link close} */
  push(leaf: Buffer, path?: Path): void {
    let tree: Subtree = { hash: leaf, paths: path ? [path] : [] }
    for (let size = this.#size; size & 1n; size >>= 1n) tree = joined(this.#edge.pop()!, tree)
    this.#edge.push(tree)
    this.#size += 1n
  }

  /** Nothing is pushed afterwards. @returns the root of a tree that is not empty */
  close(): Buffer {
    return this.#edge.reduceRight((right, left) => joined(left, right)).hash
  }
}

function joined(left: Subtree, right: Subtree): Subtree {
  for (const path of left.paths) path.push(right.hash)
  for (const path of right.paths) path.push(left.hash)
  return { hash: nodeOf(left.hash, right.hash), paths: [...left.paths, ...right.paths] }
}

/** The root that a path leads to from the leaf at `index` of a tree of `size` (RFC 9162 2.1.3.2); null when it fits no such tree. */
export function rootBy(leaf: Buffer, index: bigint, size: bigint, path: readonly Buffer[]): Buffer | null {
  if (index < 0n || index >= size) return null
  let [place, last, hash] = [index, size - 1n, leaf]
  for (const beside of path) {
    if (last === 0n) return null
    if (place & 1n || place === last) {
      hash = nodeOf(beside, hash)
      // The right edge of an odd tree rises without a neighbour.
      while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n]
    } else hash = nodeOf(hash, beside)
    ;[place, last] = [place >> 1n, last >> 1n]
  }
  return last === 0n ? hash : null
}
