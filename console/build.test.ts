import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildInto, firstLoadKilobytes } from './build.ts'
import { rooms } from './rooms.ts'

const firstLoadLimitKilobytes = 120
const laterFileLimitKilobytes = 40
const folder = mkdtempSync(join(tmpdir(), 'keyhold-console-'))

before(() => buildInto(folder))
after(() => rmSync(folder, { recursive: true }))

test('the page holds no script or style of its own, and nothing from elsewhere', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')

  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\ssrc="\/assets\/)|\son\w+=|https?:\/\//)
})

test('every file but the page and the stamp lies under /assets with a hash in its name', () => {
  const outside = readdirSync(folder).toSorted()
  const unhashed = readdirSync(join(folder, 'assets')).filter((name) => !/-[\w-]{8}\.\w+$/.test(name))

  assert.deepEqual(outside, ['assets', 'build-stamp', 'index.html'])
  assert.deepEqual(unhashed, [])
})

test('the styles ask nobody else for anything', () => {
  const styles = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.css'))

  const asking = styles.filter((name) =>
    /@import|url\((?!["']?(?:#|\/assets\/))/.test(readFileSync(join(folder, 'assets', name), 'utf8')),
  )

  assert.deepEqual(asking, [])
})

test(`a first visit loads at most ${firstLoadLimitKilobytes} KB before its room, and each room is a file of its own`, () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const later = readdirSync(join(folder, 'assets')).filter(
    (name) => name.endsWith('.js') && !page.includes(name),
  )

  assert.ok(firstLoadKilobytes(folder) <= firstLoadLimitKilobytes)
  assert.ok(later.length > rooms.length)
})

test(`what a room loads besides is at most ${laterFileLimitKilobytes} KB a file`, () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const heavy = readdirSync(join(folder, 'assets'))
    .filter((name) => /\.(?:js|css)$/.test(name) && !page.includes(name))
    .filter((name) => {
      const packed = gzipSync(readFileSync(join(folder, 'assets', name)))
      return packed.length > laterFileLimitKilobytes * 1000
    })

  assert.deepEqual(heavy, [])
})
