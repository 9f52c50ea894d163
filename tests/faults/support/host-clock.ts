import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The host's clock as one server sees it; its monotonic clock and everybody else's stay as they are. */
export interface HostClock {
  /** What the server is started with. */
  environment: Record<string, string>
  /** `+90d`, `-2h`: so far from the truth from now on. */
  set(offset: string): void
}

/** @param folder one of the test's own */
export function hostClock(folder: string, offset = '+0'): HostClock {
  const file = join(folder, 'clock')
  const set = (offset: string) => writeFileSync(file, `${offset}\n`)
  set(offset)
  return {
    environment: {
      LD_PRELOAD: libraryPath(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
  }
}

/** Debian keeps it in a folder of the machine's kind. */
function libraryPath(): string {
  const kind = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu'))
  return `/usr/lib/${kind}/faketime/libfaketimeMT.so.1`
}
