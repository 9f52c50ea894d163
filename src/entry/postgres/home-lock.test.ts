import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { lockHome } from './home-lock.ts'
import { openLocked } from './kernel-lock.ts'
import { PostgresProblem } from './problem.ts'

test('a fresh home has no predecessor', (t) => {
  const home = freshHome(t)

  const lock = lockHome(home)

  assert.equal(lock.predecessorDead, false)
  assert.equal(statSync(join(home, 'keyhold.lock')).mode & 0o777, 0o600)
  lock.release()
})

test('a predecessor that released is no dead one', (t) => {
  const home = freshHome(t)
  lockHome(home).release()

  const lock = lockHome(home)

  assert.equal(lock.predecessorDead, false)
  lock.release()
})

test('a home that another live process holds is refused, naming the process', async (t) => {
  const home = freshHome(t)
  const other = await lockElsewhere(t, home)

  assert.throws(
    () => lockHome(home),
    (problem) =>
      problem instanceof PostgresProblem &&
      problem.code === 'HOME_HELD' &&
      problem.message.includes(`process ${other.pid}, since `) &&
      problem.cure.includes(`kill ${other.pid}`),
  )
})

test('a predecessor that was killed is proved dead and its lock is taken', async (t) => {
  const home = freshHome(t)
  const other = await lockElsewhere(t, home)
  other.kill('SIGKILL')
  await once(other, 'exit')

  const lock = lockHome(home)

  assert.equal(lock.predecessorDead, true)
  lock.release()
})

test('a killed holder whose files the kernel is still closing is waited for', async (t) => {
  const home = freshHome(t)
  const dead = await lockElsewhere(t, home)
  dead.kill('SIGKILL')
  await once(dead, 'exit')
  let tries = 0
  const closing = (file: string): ReturnType<typeof openLocked> => {
    tries += 1
    return tries > 3 ? openLocked(file) : { ...openWithoutKernelLock(file), verdict: 'taken' }
  }

  const lock = lockHome(home, closing)

  assert.equal(tries, 4)
  assert.equal(lock.predecessorDead, true)
  lock.release()
})

test('a process id that came round again is not taken for the holder, with the kernel lock or without', (t) => {
  for (const openFile of [openLocked, openWithoutKernelLock]) {
    const home = freshHome(t)
    const recycled = { pid: process.ppid, startMark: 'another-boot:1', since: '2026-01-01T00:00:00.000Z' }
    writeFileSync(join(home, 'keyhold.lock'), `${JSON.stringify(recycled)}\n`)

    const lock = lockHome(home, openFile)

    assert.equal(lock.predecessorDead, true)
    lock.release()
  }
})

test('where the kernel offers no lock, process id and start time keep a live holder', async (t) => {
  const home = freshHome(t)
  const other = await lockElsewhere(t, home)

  assert.throws(() => lockHome(home, openWithoutKernelLock), { code: 'HOME_HELD' })

  other.kill('SIGKILL')
  await once(other, 'exit')
  const lock = lockHome(home, openWithoutKernelLock)
  assert.equal(lock.predecessorDead, true)
  lock.release()
})

test('within one process the lock may be taken again, and the last release counts', async (t) => {
  const home = freshHome(t)

  const locks = [lockHome(home), lockHome(home)]
  locks[0]?.release()
  locks[0]?.release()

  assert.match(await outcomeElsewhere(home), /already runs/)
  locks[1]?.release()
  assert.equal(await outcomeElsewhere(home), 'held')
})

test('of many starters at a dead holder exactly one takes the home', async (t) => {
  const home = freshHome(t)
  const dead = await lockElsewhere(t, home)
  dead.kill('SIGKILL')
  await once(dead, 'exit')

  const outcomes = await Promise.all(Array.from({ length: 6 }, () => startElsewhere(t, home)))

  assert.equal(outcomes.filter(({ said }) => said === 'held').length, 1)
})

test('the holder is written in the lock with its start time', (t) => {
  const home = freshHome(t)

  const lock = lockHome(home)

  const holder = JSON.parse(readFileSync(join(home, 'keyhold.lock'), 'utf8'))
  assert.equal(holder.pid, process.pid)
  assert.match(holder.startMark, /^[0-9a-f-]{36}:\d+$/)
  lock.release()
})

function openWithoutKernelLock(file: string): ReturnType<typeof openLocked> {
  return { fd: openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600), verdict: 'unknown' }
}

function freshHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'keyhold-trial-'))
  t.after(() => rmSync(home, { recursive: true }))
  return home
}

const lockAndSay = `
  import { lockHome } from ${JSON.stringify(new URL('home-lock.ts', import.meta.url).href)}
  try { lockHome(process.argv[1]); console.log('held') } catch (problem) { console.log(problem.message) }
  setInterval(() => {}, 1000)`

async function startElsewhere(t: TestContext | null, home: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', lockAndSay, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t?.after(() => child.kill('SIGKILL'))
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: chunk.toString().trim() }
}

async function lockElsewhere(t: TestContext, home: string) {
  const { child, said } = await startElsewhere(t, home)
  assert.equal(said, 'held')
  return child
}

async function outcomeElsewhere(home: string): Promise<string> {
  const { child, said } = await startElsewhere(null, home)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return said
}
