import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shellWord } from './commands/connect.ts'
import { didYouMean, editDistance } from './did-you-mean.ts'
import { faults } from '../../kit/fault.ts'
import { exitCodeOfStatus } from './exit-codes.ts'
import { relative, utc } from './moments.ts'
import { nodeTrouble } from './node-version.ts'
import { redactor } from './redact.ts'
import { onStopSignal } from './stop-signals.ts'
import { troubleOf } from './trouble.ts'

test('a moment is told from now, in the largest unit that fits', () => {
  const now = new Date('2026-01-01T12:00:00Z')
  const told = (moment: string) => relative(moment, now)

  assert.deepEqual(
    [
      '2026-01-01T12:00:04Z',
      '2026-01-01T12:00:59Z',
      '2026-01-01T18:59:00Z',
      '2026-01-01T11:58:30Z',
      '2025-12-30T11:00:00Z',
    ].map(told),
    ['now', 'in 59 s', 'in 6 h', '1 min ago', '2 d ago'],
  )
  assert.equal(utc('2026-01-01T12:00:00.123+02:00'), '2026-01-01T10:00:00Z')
})

describe('what was meant', () => {
  test('is the nearest choice, a swap of neighbours counting once', () => {
    assert.equal(didYouMean('shwo', ['list', 'show']), 'show')
    assert.equal(didYouMean('Sandbx', ['sandbox']), 'sandbox')
    assert.equal(editDistance('shwo', 'show'), 1)
    assert.equal(editDistance('', 'abc'), 3)
    assert.equal(editDistance('kitten', 'sitting'), 3)
  })

  test('is nothing when nothing is near', () => {
    assert.equal(didYouMean('xyz', ['list', 'show']), null)
    assert.equal(didYouMean('ls', ['us', 'to']), null)
  })
})

test('a status nobody foresaw is a failure', () => {
  assert.equal(exitCodeOfStatus(418), 1)
})

test('an old Node is refused in words with the cure, a newer one is not', () => {
  assert.match(nodeTrouble('20.19.5') ?? '', /needs Node 24 or newer, and this is 20\.19\.5.*npm ci/)
  assert.equal(nodeTrouble('24.0.0'), null)
  assert.equal(nodeTrouble('100.1.0'), null)
})

describe('signals', () => {
  const aServer = () => {
    const happened: string[] = []
    let at = 0
    const signal = onStopSignal({
      stop: () => void happened.push('stop'),
      leave: () => void happened.push('leave'),
      now: () => at,
    })
    return { happened, signalAt: (milliseconds: number) => ((at = milliseconds), signal()) }
  }

  test('the first stops, a second leaves at once', () => {
    const { happened, signalAt } = aServer()

    for (const at of [1_000, 3_000]) signalAt(at)

    assert.deepEqual(happened, ['stop', 'leave'])
  })

  test('a signal that npm sends on beside the terminal is no second one', () => {
    const { happened, signalAt } = aServer()

    for (const at of [1_000, 1_020]) signalAt(at)

    assert.deepEqual(happened, ['stop'])
  })
})

describe('what was thrown', () => {
  test('keeps words that hold their cure, with what the driver said underneath', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:5432')
    const error = Object.assign(new Error('the database cannot be reached; check DATABASE_URL', { cause }), {
      name: 'MigrationError',
    })

    const { message, details, exitCode } = troubleOf(error)

    assert.equal(message, 'The database cannot be reached; check DATABASE_URL')
    assert.deepEqual([details, exitCode], [['connect ECONNREFUSED 127.0.0.1:5432'], 1])
  })

  test('is told with the setting that mends it, for a port that is taken or not allowed', () => {
    const taken = troubleOf(Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000 }))
    const closed = troubleOf(
      Object.assign(new Error('listen'), { code: 'EACCES', port: 80, address: '127.0.0.1' }),
    )

    assert.match(`${taken.message} ${taken.hint}`, /3000 is taken.*PORT=3001/)
    assert.match(`${closed.message} ${closed.hint}`, /127\.0\.0\.1:80.*1024/)
  })

  test('is told with the settings of the database, when that does not let us in', () => {
    const cause = new Error('password authentication failed for user "keyhold"')

    const { message, hint, details, exitCode } = troubleOf(faults.DATABASE_UNAVAILABLE({}, { cause }))

    assert.match(`${message} ${hint}`, /database does not answer.*DATABASE_URL/)
    assert.deepEqual([details, exitCode], [[cause.message], 69])
  })

  test('is told with the cure, for a disk that is full', () => {
    const { message, hint } = troubleOf(
      Object.assign(new Error('write'), { code: 'ENOSPC', path: '/x/a.khb' }),
    )

    assert.match(`${message} ${hint}`, /\/x\/a\.khb .*free some space/)
  })

  test('is told with the path, for a file that cannot be used', () => {
    const { message } = troubleOf(
      Object.assign(new Error('open'), { code: 'EACCES', path: '/x/operator.key' }),
    )

    assert.equal(message, 'Cannot use /x/operator.key (EACCES).')
  })

  test('may be no error at all', () => {
    assert.equal(troubleOf('so it is').message, 'so it is')
  })
})

describe('redaction', () => {
  const redact = redactor({
    DATABASE_URL: 'postgres://app:pass%2Fword-1@db/x',
    ANY_CLIENT_SECRET: 'new-secret-1,old-secret-2',
    INTERNAL_API_KEY: 'internal-key-0123456789',
    PATH: '/usr/bin/with/words',
  })

  test('takes out values of variables with a secret name, each of a pair, and passwords of addresses in either form', () => {
    const text = redact(
      'new-secret-1 old-secret-2 internal-key-0123456789 pass%2Fword-1 pass/word-1 http://u:pw@h /usr/bin/with/words',
    )

    assert.equal(
      text,
      '[redacted] [redacted] [redacted] [redacted] [redacted] http://u:[redacted]@h /usr/bin/with/words',
    )
  })

  test('leaves a text without secrets as it is', () => {
    assert.equal(redact('http://localhost:3000 is ready'), 'http://localhost:3000 is ready')
  })
})

test('a user id is one word of a shell, whatever is in it', () => {
  assert.equal(shellWord('alice@example.org'), 'alice@example.org')
  assert.equal(shellWord("it's; rm -rf"), String.raw`'it'\''s; rm -rf'`)
})
