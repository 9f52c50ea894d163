import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { endWithoutSecrets } from '../node/crash.ts'
import { pinoLog } from '../node/log.ts'
import { type Running, start } from '../node/start.ts'
import { masterKeyFile } from '../node/secrets.ts'
import type { Context } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { homeOf } from '../node/home.ts'
import { onStopSignal } from './stop-signals.ts'

// Whoever sends SIGTERM waits 30 s as a rule, and then kills.
const stopSeconds = 24.5
// What a program that a signal ended is expected to tell: 128 and the signal's number.
const interruptedExitCode = 130

/**
 * Runs a server until a signal, or until something it cannot live without is gone. Leaves the process itself, since
 * what did not end in time must not hold it.
 */
export async function runServer({ environment, terminal }: Context): Promise<never> {
  endWithoutSecrets(pinoLog('error'))
  const stopping = Promise.withResolvers<'signal'>()
  const leave = () => {
    terminal.warn('Leaving at once. PostgreSQL goes on, and the next start takes it over.')
    process.exit(interruptedExitCode)
  }
  const onSignal = onStopSignal({
    stop: () => stopping.resolve('signal'),
    leave,
    now: () => performance.now(),
  })
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal)

  const home = homeOf(environment)
  if (!existsSync(home)) terminal.say('Starting for the first time; this takes a few seconds.')
  const running = await start({ environment, progress: (text) => terminal.say(text) })
  await tellReady({ environment, terminal }, running, home)

  const failure = await Promise.race([stopping.promise, running.failed.then((words) => ({ words }))])
  if (failure !== 'signal') terminal.warn(`The database is gone: ${failure.words}`)
  else terminal.say('Stopping: requests under way are answered first. Press Ctrl-C again to leave at once.')
  const isStopped = await stopped(running, terminal)
  process.exit(failure === 'signal' && isStopped ? exitCodes.done : exitCodes.failed)
}

async function tellReady(
  { terminal }: Pick<Context, 'environment' | 'terminal'>,
  running: Running,
  home: string,
): Promise<void> {
  const { url, keyFingerprint, isNewMasterKey, isDemo } = running
  const ready = `Keyhold is ready: ${url}`
  terminal.answer({ json: { url, keyFingerprint, isNewMasterKey, isDemo }, plain: ready, human: ready })
  if (isNewMasterKey) {
    terminal.warn(`The master key was made; its fingerprint is ${keyFingerprint}.`)
    terminal.warn(`back this up: ${join(home, masterKeyFile)}`)
  }
  if (isDemo) terminal.say('No provider is set up yet, so a sandbox stands in for one.')
  // The link is worth as much as a password: never where it would be kept in a log.
  if (!terminal.isSeen || terminal.form === 'json')
    return terminal.say('run `npm run keyhold operator link` to sign in')
  const link = `Sign in as operator (one use, 30 min): ${await running.operatorLink()}`
  terminal.answer({ json: {}, plain: link, human: link })
}

/** Ends the server. When that takes too long, or fails, says so; the next start mends what was left. */
async function stopped(running: Running, terminal: Context['terminal']): Promise<boolean> {
  const tooLate = new Promise<'late'>((resolve) => setTimeout(resolve, stopSeconds * 1000, 'late').unref())
  try {
    const end = await Promise.race([running.stop(), tooLate])
    if (end === 'late') terminal.warn(`Not everything ended within ${stopSeconds} s; the rest is cut off.`)
    return true
  } catch (error) {
    terminal.warn(`Not everything ended as it should: ${(error as Error).message}`)
    return false
  }
}
