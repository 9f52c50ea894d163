import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { NumstatError, parseNumstat } from './numstat.ts'

const folders: string[] = []
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A repository of its own, and what git itself prints of its last commit. */
function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-numstat-'))
  folders.push(folder)
  const git = (...words: string[]): Buffer =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@test', ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const write = (path: string, text: string | Buffer) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const commit = () => {
    git('add', '-A')
    git('commit', '-qm', 'step', '--allow-empty')
  }
  git('init', '-q')
  return {
    folder,
    git,
    write,
    commit,
    diff: (...more: string[]) =>
      parseNumstat(git('diff', '--numstat', '-M', '-z', ...more, 'HEAD~1', 'HEAD')),
  }
}

const lines = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, n) => `${word} ${n}\n`).join('')

describe('P5: what git prints of a change', () => {
  test('P5: names with a line end, quotes, unicode, blanks and a tab are read as they are', () => {
    const names = ['line\nend.ts', `quo"te's.ts`, 'größe/日本.ts', 'with blank.ts', 'a\ttab.ts', '-dash.ts']
    const repo = repository()
    repo.commit()
    for (const name of names) repo.write(name, lines(2))
    repo.commit()

    const files = repo.diff()

    assert.deepEqual(files.map(({ path }) => path).toSorted(), names.toSorted())
    assert.ok(files.every(({ additions, deletions }) => additions === 2 && deletions === 0))
  })

  test('P5: a rename has both paths, at 100 % and with changes', () => {
    const repo = repository()
    repo.write('old/same.ts', lines(20))
    repo.write('old/other.ts', lines(20, 'word'))
    repo.commit()
    mkdirSync(join(repo.folder, 'new'))
    renameSync(join(repo.folder, 'old/same.ts'), join(repo.folder, 'new/same.ts'))
    renameSync(join(repo.folder, 'old/other.ts'), join(repo.folder, 'new/other.ts'))
    repo.write('new/other.ts', `${lines(20, 'word')}one more\n`)
    repo.commit()

    const files = repo.diff()

    assert.deepEqual(
      files.map(({ path, previousPath, status, additions }) => [path, previousPath, status, additions]),
      [
        ['new/other.ts', 'old/other.ts', 'renamed', 1],
        ['new/same.ts', 'old/same.ts', 'renamed', 0],
      ],
    )
  })

  test('P5: a binary file has no lines, a mode alone changes none, and a submodule is one line', () => {
    const repo = repository()
    repo.write('run.sh', lines(1))
    repo.commit()
    repo.write('logo.png', Buffer.from([0x89, 0x50, 0, 0, 1, 2]))
    chmodSync(join(repo.folder, 'run.sh'), 0o755)
    const hash = repo.git('rev-parse', 'HEAD').toString().trim()
    repo.git('add', '-A')
    repo.git('update-index', '--add', '--cacheinfo', `160000,${hash},libs/inner`)
    repo.git('commit', '-qm', 'step')

    const files = repo.diff()

    assert.deepEqual(
      files.map(({ path, isBinary, additions, deletions }) => [path, isBinary, additions, deletions]),
      [
        ['libs/inner', false, 1, 0],
        ['logo.png', true, 0, 0],
        ['run.sh', false, 0, 0],
      ],
    )
  })

  test('P5: with --raw each file has its status', () => {
    const repo = repository()
    repo.write('gone.ts', lines(3))
    repo.write('kept.ts', lines(3))
    repo.write('was.ts', lines(30, 'moved'))
    repo.commit()
    rmSync(join(repo.folder, 'gone.ts'))
    repo.write('kept.ts', lines(4))
    renameSync(join(repo.folder, 'was.ts'), join(repo.folder, 'is.ts'))
    repo.write('new.ts', lines(1))
    repo.commit()

    const files = repo.diff('--raw')

    assert.deepEqual(Object.fromEntries(files.map(({ path, status }) => [path, status])), {
      'gone.ts': 'removed',
      'is.ts': 'renamed',
      'kept.ts': 'modified',
      'new.ts': 'added',
    })
  })

  test('P5: 3,000 files are read', () => {
    const repo = repository()
    repo.commit()
    for (let n = 0; n < 3000; n++) repo.write(`src/${n % 50}/file-${n}.ts`, 'one\n')
    repo.commit()

    const files = repo.diff()

    assert.equal(files.length, 3000)
    assert.equal(new Set(files.map(({ path }) => path)).size, 3000)
  })
})

const rawOf = (count: number): string =>
  Array.from({ length: count }, (_, n) => `:100644 100644 a b M\0${String(n).padStart(8, '0')}\0`).join('')

const at = (text: string): { record: number; byte: number } | undefined => {
  try {
    parseNumstat(Buffer.from(text))
  } catch (error) {
    if (error instanceof NumstatError) return { record: error.record, byte: error.byte }
    throw error
  }
}

describe('what git does not print', () => {
  test('no file at all is read as none', () => {
    const files = parseNumstat(Buffer.alloc(0))

    assert.deepEqual(files, [])
  })

  for (const [what, text, place] of [
    ['without -z', '1\t2\ta.ts\n', { record: 1, byte: 0 }],
    ['cut off in a rename', '1\t2\ta.ts\x001\t0\t\0old.ts\0', { record: 2, byte: 9 }],
    ['with a word for a count', '1\t2\ta.ts\0one\t0\tb.ts\0', { record: 2, byte: 9 }],
    ['with a negative count', '-1\t2\ta.ts\0', { record: 1, byte: 0 }],
    ['with one dash', '-\t2\ta.ts\0', { record: 1, byte: 0 }],
    ['with a count that no file has', '99999999999999999999\t2\ta.ts\0', { record: 1, byte: 0 }],
    ['with a rename of nothing', '1\t1\t\0\0\0', { record: 1, byte: 0 }],
    ['with a rename to nothing', '1\t1\ta.ts\x001\t0\t\0old.ts\0\0', { record: 2, byte: 9 }],
    ['with a longer path than JSON may hold', `1\t1\t${'x'.repeat(4097)}\0`, { record: 1, byte: 0 }],
    ['with a path of megabytes', `1\t1\ta\x001\t1\t${'x'.repeat(3_000_000)}\0`, { record: 2, byte: 6 }],
    ['of more than 10,000 files', '1\t0\ta\0'.repeat(300_000), { record: 10_001, byte: 60_000 }],
    ['of more than 10,000 states', rawOf(300_000), { record: 10_001, byte: 300_000 }],
  ] as const)
    test(`P5: a listing ${what} is refused with the place`, () => {
      assert.deepEqual(at(text), place)
    })

  test('P5: whatever bytes come, they are read or refused', () => {
    const piece = fc.oneof(
      fc.constantFrom('1\t2\t', '-\t-\t', '\0', 'a/b.ts', ':100644 100644 a b M', '\t'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')

        const place = at(text)

        assert.ok(place === undefined || (place.record >= 1 && place.byte <= Buffer.byteLength(text)))
      }),
    )
  })
})
