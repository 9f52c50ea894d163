import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { PendingFile } from './pending-file.ts'

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-pending-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

test('a file has its name only once it is kept', async (t) => {
  const folder = aFolder(t)
  const file = new PendingFile(join(folder, 'a.khb'))

  await file.write(pieces('one', 'two'))

  assert.equal(readdirSync(folder).includes('a.khb'), false)
  await file.keep()
  assert.deepEqual(readdirSync(folder), ['a.khb'])
  assert.equal(readFileSync(join(folder, 'a.khb'), 'utf8'), 'onetwo')
  assert.equal(file.bytes, 6)
})

test('what breaks off and is dropped leaves nothing, and what is kept is not dropped', async (t) => {
  const folder = aFolder(t)
  const broken = new PendingFile(join(folder, 'a.khb'))
  async function* breaking() {
    yield Buffer.from('half')
    throw new Error('the disk is full')
  }

  await assert.rejects(broken.write(breaking()), /full/)
  await broken.drop()
  const whole = new PendingFile(join(folder, 'b.khb'))
  await whole.write(pieces('whole'))
  await whole.keep()
  await whole.drop()

  assert.deepEqual(readdirSync(folder), ['b.khb'])
})

test('killed in the middle, it leaves no file under its name', async (t) => {
  const folder = aFolder(t)
  const program = `import { PendingFile } from ${JSON.stringify(new URL('pending-file.ts', import.meta.url).href)}
    const file = new PendingFile(${JSON.stringify(join(folder, 'a.khb'))})
    await file.write((async function* () {
      yield Buffer.from('half')
      process.stdout.write('half')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })())
    await file.keep()`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')

  child.kill('SIGKILL')
  await once(child, 'exit')

  assert.deepEqual(readdirSync(folder), [`a.khb.${child.pid}.tmp`])
})
