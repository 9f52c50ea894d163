import { Clients } from './clients.ts'
import { Clock } from './clock.ts'
import { Codes } from './codes.ts'
import { Faults } from './faults.ts'
import { Gates } from './gates.ts'
import { Grants } from './grants.ts'
import { Ledger } from './ledger.ts'
import { People } from './people.ts'
import { initialSettings, type Profile, type SandboxOptions, type Settings } from './settings.ts'
import { History } from './strava/history.ts'
import { Push } from './strava/push.ts'
import { Rates } from './strava/rates.ts'
import { Watch } from './watch.ts'

/** All the sandbox knows, in memory only. */
export interface State {
  readonly options: SandboxOptions
  readonly profile: Profile
  readonly watch: Watch
  /** Aborts when the sandbox closes. */
  readonly closing: AbortSignal
  /** Answers that will never come; a reset cuts them off. */
  readonly hanging: Set<{ destroy(): void }>
  /** The own origin, without a slash at the end. */
  url: string
  settings: Settings
  clock: Clock
  clients: Clients
  people: People
  grants: Grants
  codes: Codes
  calls: Ledger
  faults: Faults
  gates: Gates
  rates: Rates
  history: History
  push: Push
}

export function createState(options: SandboxOptions, closing: AbortSignal): State {
  const watch = new Watch()
  const profile = options.profile ?? 'strava'
  return { options, profile, watch, closing, hanging: new Set(), url: '', ...beginning(options, watch) }
}

/** Forgets everything that happened: as right after the start, under the same address. */
export function resetState(state: State): void {
  state.gates.release()
  for (const one of state.hanging) one.destroy()
  Object.assign(state, beginning(state.options, state.watch))
}

function beginning(options: SandboxOptions, watch: Watch) {
  const clock = new Clock(options.now ?? Date.now)
  return {
    settings: initialSettings(options),
    clock,
    clients: new Clients(options.clients),
    people: new People(),
    grants: new Grants(),
    codes: new Codes(),
    calls: new Ledger(clock, watch),
    faults: new Faults(),
    gates: new Gates(watch),
    rates: new Rates(),
    history: new History(),
    push: new Push(watch),
  }
}
