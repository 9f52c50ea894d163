import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Redaction, redacted, redactedText, TooAlike } from './redaction.ts'

const token = 'a1/b+c=~-token'

function through(chunks: readonly (string | Uint8Array)[], secret = token): { text: string; found: number } {
  const redaction = new Redaction(secret)
  const parts = chunks.map((chunk) => Buffer.from(redaction.take(Buffer.from(chunk))))
  return { text: Buffer.concat([...parts, redaction.end()]).toString(), found: redaction.found }
}

describe('a token in an answer becomes REDACTED', () => {
  for (const [how, written] of [
    ['as it is', token],
    ['percent-encoded', encodeURIComponent(token)],
    ['percent-encoded in small letters', encodeURIComponent(token).toLowerCase()],
    ['percent-encoded throughout', Buffer.from(token).toString('hex').replace(/../g, '%$&')],
    ['percent-encoded in part', `%61${token.slice(1)}`],
    ['escaped as some write JSON', token.replaceAll('/', '\\/')],
    ['escaped by code points', token.replaceAll('/', '\\u002F').replaceAll('+', '\\u002b')],
  ] as const)
    test(how, () => {
      assert.deepEqual(through([`{"echo":"${written}","n":1}`]), {
        text: '{"echo":"REDACTED","n":1}',
        found: 1,
      })
    })

  test('every time it stands there', () => {
    assert.deepEqual(through([`${token}${token} ${token}`]), { text: 'REDACTEDREDACTED REDACTED', found: 3 })
  })

  test('also behind its own beginning', () => {
    assert.deepEqual(through(['aaab'], 'aab'), { text: 'aREDACTED', found: 1 })
  })
})

test('wherever an answer is cut, the token never leaves', () => {
  const body = `start ${token} middle ${encodeURIComponent(token)} ${Buffer.from(token).toString('hex').replace(/../g, '%$&')} end`
  for (let cut = 0; cut <= body.length; cut++) {
    const { text, found } = through([body.slice(0, cut), body.slice(cut)])

    assert.equal(text, 'start REDACTED middle REDACTED REDACTED end', `cut at ${cut}`)
    assert.equal(found, 3)
  }
  assert.equal(through(body.split('')).text, 'start REDACTED middle REDACTED REDACTED end')
})

test('what is not the token leaves as it came, byte for byte, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
      const redaction = new Redaction(token)
      const left = Buffer.concat([...chunks.map((chunk) => redaction.take(chunk)), redaction.end()])

      assert.deepEqual(left, Buffer.concat(chunks))
    }),
  )
})

test('a beginning that comes to nothing leaves with what follows it', () => {
  assert.deepEqual(through([token.slice(0, 8), 'x', token.slice(0, 3)]), {
    text: `${token.slice(0, 8)}x${token.slice(0, 3)}`,
    found: 0,
  })
})

test('no more is held back than may be the token’s beginning', () => {
  const redaction = new Redaction(token)

  const left = redaction.take(Buffer.from(`${'x'.repeat(100_000)}${token.slice(0, 4)}`))

  assert.equal(left.length, 100_000)
})

test('a header is looked through, too', () => {
  assert.equal(
    redactedText(`<https://a.test/?t=${encodeURIComponent(token)}>`, token),
    '<https://a.test/?t=REDACTED>',
  )
})

describe('a token that was made to be alike its own parts', () => {
  const alike = `${'a'.repeat(8_191)}b`

  test('does not hold the process up: the answer ends, and its source with it', async () => {
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Buffer.alloc(65_536, 'a')),
      cancel: () => void (isCancelled = true),
    })

    await assert.rejects(new Response(redacted(body, alike, () => undefined)).arrayBuffer(), TooAlike)
    assert.equal(isCancelled, true)
  })

  test('leaves nothing of a header', () => {
    assert.equal(redactedText('a'.repeat(16_000), alike), 'REDACTED')
  })

  test('is found as any other where nothing but it stands', () => {
    assert.deepEqual(through([alike.repeat(10)], alike), { text: 'REDACTED'.repeat(10), found: 10 })
  })
})

test('it is told once, and at once', async () => {
  let told = 0
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of [`a ${token}`, ' b ', `${token} `]) controller.enqueue(Buffer.from(part))
    },
  })
  const reader = redacted(body, token, () => (told += 1)).getReader()

  const first = await reader.read()
  const toldAt = told
  await reader.read()
  await reader.read()
  await reader.cancel()

  assert.equal(Buffer.from(first.value!).toString(), 'a REDACTED')
  assert.deepEqual([toldAt, told], [1, 1])
})
