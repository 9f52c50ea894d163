import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { consoleFiles } from './static-files.ts'

test('HEAD has the headers of a page as GET has, and another method none', () => {
  const answer = consoleFiles(join(import.meta.dirname, '../../../console'))
  const ask = (method: string) =>
    answer(new Request('https://keyhold.example.org/sign-in', { method, headers: { accept: 'text/html' } }))

  const [get, head, post] = ['GET', 'HEAD', 'POST'].map(ask)

  assert.deepEqual([...head!.headers], [...get!.headers])
  assert.equal(post, null)
})

test('A9: the pages that mailed links lead to tell no other page where the browser came from', () => {
  // What the console is built from has a page, too, and all pages have the same headers.
  const answer = consoleFiles(join(import.meta.dirname, '../../../console'))
  const headers = { accept: 'text/html' }

  for (const path of ['/verify-email', '/reset-password', '/confirm-email']) {
    const page = answer(new Request(`https://keyhold.example.org${path}`, { headers }))
    assert.equal(page?.headers.get('referrer-policy'), 'no-referrer', path)
  }
})
