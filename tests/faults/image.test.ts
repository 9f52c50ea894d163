import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryImage } from '../../deploy/docker/try-image.ts'
import { isFull } from './support/counts.ts'

const isPossible = process.platform === 'linux' && process.getuid?.() === 0
const skip = !isFull
  ? 'builds a whole image: npm run test:faults'
  : !isPossible && 'needs Linux and root, for a root folder of its own'

test(
  'the image is built by the lines of its Dockerfile, serves, refuses, ends by SIGTERM, and comes back after a kill',
  { skip, timeout: 600_000 },
  async (t) => {
    const { seen } = await tryImage({ say: (text) => t.diagnostic(text) })

    assert.ok(seen.length >= 9, seen.join('\n'))
  },
)
