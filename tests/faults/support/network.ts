import { spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { onceGone } from './once-gone.ts'

/** A cable between us and the namespace. */
export interface Cable {
  ours: string
  theirs: string
  /** Whatever is on it is lost from now on, and nobody is told. */
  cut(): void
  mend(): void
}

/** A network namespace with two cables to ours: one to reach the server in it, one for that to reach its database. */
export interface Network {
  namespace: string
  door: Cable
  database: Cable
}

/** Needs root. Gone with the test. */
export function layNetwork(t: TestContext): Network {
  const namespace = `keyhold-${process.pid}`
  ip('netns', 'add', namespace)
  onceGone('ip', 'netns', 'delete', namespace)
  // The cables go with the namespace that holds their other ends.
  t.after(() => ip('netns', 'delete', namespace))
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  return { namespace, door: lay(namespace, 0), database: lay(namespace, 1) }
}

/** Of the addresses that are reserved for tests of networks (RFC 2544), four by process and cable. */
function lay(namespace: string, number: number): Cable {
  const first = ((process.pid * 2 + number) % 2 ** 15) * 4
  const address = (last: number): string =>
    `198.${18 + (first >> 16)}.${(first >> 8) & 255}.${(first & 255) + last}`
  const [ours, theirs] = [address(1), address(2)]
  const [near, far] = ['n', 'f'].map((end) => `kh${end}${process.pid}-${number}`) as [string, string]
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', namespace)
  ip('address', 'add', `${ours}/30`, 'dev', near)
  ip('-n', namespace, 'address', 'add', `${theirs}/30`, 'dev', far)
  ip('link', 'set', near, 'up')
  ip('-n', namespace, 'link', 'set', far, 'up')
  return {
    ours,
    theirs,
    // By its own end: the other's stays up and knows of nothing.
    cut: () => ip('link', 'set', near, 'down'),
    mend: () => ip('link', 'set', near, 'up'),
  }
}

function ip(...words: string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr}`)
}
