import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LaunchPlan } from './launch.ts'
import { supervise } from './supervisor.ts'

test('a server that does not come back is tried so many times and then told in words', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'keyhold-trial-'))
  t.after(() => rmSync(home, { recursive: true }))
  const said: string[] = []
  const plan = planWithoutPrograms(home, (words) => said.push(words))

  const { died } = supervise(plan, deadServer(plan), { tries: 3, longestPauseMs: 1 })

  assert.match(await died, /did not come back after 3 tries/)
  assert.equal(said.filter((words) => words.includes('did not start')).length, 3)
})

test('a stop ends the tries without a word of death', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'keyhold-trial-'))
  t.after(() => rmSync(home, { recursive: true }))
  const firstTry = Promise.withResolvers<void>()
  const plan = planWithoutPrograms(home, (words) => words.includes('did not start') && firstTry.resolve())

  const { died, stop } = supervise(plan, deadServer(plan), { tries: 1_000, longestPauseMs: 60_000 })
  await firstTry.promise
  await stop()

  assert.equal(await Promise.race([died, Promise.resolve('no word')]), 'no word')
})

function planWithoutPrograms(home: string, log: (words: string) => void): LaunchPlan {
  const nothing = join(home, 'no-such-program')
  return {
    home,
    dataFolder: join(home, 'postgres'),
    socketFolder: join(home, 'socket'),
    logFile: join(home, 'postgres.log'),
    binaries: { folder: home, postgres: nothing, initdb: nothing, libraryFolder: null },
    runAs: {
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      name: 'us',
      passesClosedFolders: false,
    },
    version: '18.4',
    fsync: false,
    log,
  }
}

// No process has this number: the largest that Linux gives is 4,194,304.
const deadServer = ({ socketFolder }: LaunchPlan) => ({
  identity: { pid: 2 ** 30, startMark: null },
  socketFolder,
  gone: Promise.resolve(),
})
