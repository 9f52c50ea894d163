import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anOutside } from '../outside.fixture.ts'
import { progressLine, progressText } from './progress.ts'

test('progress tells the share, the rows and how long it will take', () => {
  assert.equal(progressText(45_000, 100_000, 9_000), '45 % (45,000 of 100,000 rows), 11 s left')
  assert.equal(progressText(1, 1_000, 1_000), '0 % (1 of 1,000 rows), 17 min left')
  assert.equal(progressText(0, 10, 500), '0 % (0 of 10 rows)')
  assert.equal(progressText(0, 0, 500), '100 % (0 of 0 rows), 0 s left')
})

test('a terminal sees one line that is taken away in the end, and ten of it a second at most', () => {
  const { outside, stderr } = anOutside({}, { isTty: true })
  let at = 0
  const line = progressLine(outside, 'Backing up', { now: () => at })

  line.show({ done: 0, total: 2 })
  line.show({ done: 1, total: 2 })
  at = 100
  line.show({ done: 2, total: 2 })
  line.end()

  assert.equal(
    stderr(),
    '\r\u001B[KBacking up: 0 % (0 of 2 rows)\r\u001B[KBacking up: 100 % (2 of 2 rows), 0 s left\r\u001B[K',
  )
})

test('nobody sees it with --quiet, or where standard error is a file', () => {
  for (const isTty of [true, false]) {
    const { outside, stderr } = anOutside({}, { isTty })
    const line = progressLine(outside, 'Backing up', { quiet: isTty })
    line.show({ done: 1, total: 2 })
    line.end()

    assert.equal(stderr(), '')
  }
})
