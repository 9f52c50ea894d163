import { useSyncExternalStore, type ComponentType } from 'react'
import { ownProblem } from '../problem.ts'

type Question = PromiseWithResolvers<boolean> & {
  Dialog: ComponentType<{ onAnswer: (isProved: boolean) => void }>
}

/** One question, however many acts wait for its answer. */
let asked: Question | null = null
const listeners = new Set<() => void>()

function change(next: typeof asked) {
  asked = next
  for (const listener of listeners) listener()
}

/** Has the person prove anew who it is. @returns whether it did @throws `Problem` when the question cannot be loaded */
export async function askForProof(): Promise<boolean> {
  const { StepUpDialog: Dialog } = await import('./dialog.tsx').catch(outOfDate)
  if (!asked) change({ ...Promise.withResolvers<boolean>(), Dialog })
  return asked!.promise
}

/** An upgrade of the server takes the files of the console before away. */
function outOfDate(): never {
  throw ownProblem('PAGE_OUT_OF_DATE', 'This page is out of date.', 'Reload it, then do this again.')
}

function answer(isProved: boolean) {
  const waiting = asked
  change(null)
  waiting?.resolve(isProved)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Where the question appears, above everything else. */
export function StepUp() {
  const question = useSyncExternalStore(subscribe, () => asked)
  return question && <question.Dialog onAnswer={answer} />
}
