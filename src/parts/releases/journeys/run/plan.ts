import type { World } from '../../../../kit/world.ts'
import type { Retry } from '../document/journey.ts'
import type { Step } from '../document/step.ts'

/** One thing that a run tells as one: a scenario, or a step of a document. */
export interface Stage {
  name: string
  steps: readonly Step[]
  /** Why it is not run; null: it is. */
  skipped: string | null
  /** Why it cannot pass, whatever the target does; null: it can. */
  impossible: string | null
}

export interface Plan {
  stages: readonly Stage[]
  cleanup: readonly Step[]
  /** Origins that may be called. */
  targets: readonly string[]
  /** This deployment's own address; empty where the run may not call it. */
  own: string
  variables: Readonly<Record<string, unknown>>
  /** By the name that the document uses: the name in the vault. */
  secrets: Readonly<Record<string, string>>
  timeoutSeconds: number
  cleanupSeconds: number
  degradedAfterMilliseconds: number | null
  retry: Retry | null
}

/** A mail that would have gone to somebody whom the run made up. */
export interface KeptMail {
  id: string
  template: string
  subject: string
  text: string
  link: string | null
}

/** What a run is to know again after its process ended, to clean up behind it. Sealed where it is kept. */
export interface Remembered {
  /** Which attempt it was; what an older version wrote down does not say it. */
  attempt?: number
  variables: Record<string, unknown>
  cookies: string
}

/** What a run needs of the house; everything that lasts is done by these. */
export interface Surroundings {
  world: Pick<World, 'http' | 'now' | 'wait' | 'random'>
  runId: string
  /** Origins that may lie on private addresses: this deployment's own, and those that the operator named. */
  ownOrigins: readonly string[]
  /** @throws CouldNotRun where there is none, or it does not open */
  secret(name: string): Promise<string>
  people: {
    /** Writes down that somebody of this address is made, before it is. @throws CouldNotRun where there were too many of late */
    announce(address: string): Promise<void>
    /** Erases whom this run made. @returns what is left, in words */
    end(): Promise<string[]>
  }
  /** Newest first. */
  mails(address: string): Promise<KeptMail[]>
  remember(what: Remembered): Promise<void>
  /** Writes down what has not begun yet, before a stage begins: what is known should this process end. */
  beginning(notRun: readonly string[]): Promise<void>
  /** Tells the log of what no reader of a result should see. */
  fault(error: unknown): void
  /** @throws CouldNotRun when this run is another process's by now */
  check(): void
}
