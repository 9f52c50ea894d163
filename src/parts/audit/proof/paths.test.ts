import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Tree } from './format.ts'
import { type Path, PathTree, rootBy } from './paths.ts'

const leaves = Array.from({ length: 70 }, (_, index) => createHash('sha256').update(`${index}`).digest())

/** The same tree in both forms, with a path for each leaf behind `from`, where the tree was entered by its edge. */
function grown(size: number, from: number) {
  const whole = new Tree()
  for (const leaf of leaves.slice(0, from)) whole.push(leaf)
  const tree = new PathTree(whole.edge, BigInt(from))
  const paths = leaves.slice(from, size).map((leaf) => {
    const path: Path = []
    whole.push(leaf)
    tree.push(leaf, path)
    return path
  })
  return { root: whole.root, closed: tree.close(), paths }
}

test('every path of every tree leads to its root, also of a tree that was entered by its edge', () => {
  for (let size = 1; size <= leaves.length; size++) {
    for (const from of [0, size >> 1, size - 1]) {
      const { root, closed, paths } = grown(size, from)

      assert.deepEqual(closed, root)
      paths.forEach((path, index) => {
        const place = from + index
        assert.deepEqual(rootBy(leaves[place]!, BigInt(place), BigInt(size), path), root)
      })
    }
  }
})

test('a path proves no other leaf, no other place and no tree of another size', () => {
  const sizes = fc.integer({ min: 2, max: leaves.length })
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), sizes, (size, index, other, otherSize) => {
      const { root, paths } = grown(size, 0)
      const [place, another] = [index % size, other % size]
      const path = paths[place]!
      const leadsTo = (leaf: number, at: number, of: number) =>
        rootBy(leaves[leaf]!, BigInt(at), BigInt(of), path)?.equals(root) ?? false

      assert.equal(leadsTo(another, place, size), another === place)
      assert.equal(leadsTo(place, another, size), another === place)
      if (otherSize < place + 1) assert.equal(leadsTo(place, place, otherSize), false)
    }),
  )
})
