import { lazy, Suspense, useSyncExternalStore } from 'react'

const StepUpDialog = lazy(() =>
  import('./dialog.tsx').then(({ StepUpDialog }) => ({ default: StepUpDialog })),
)

/** One question, however many acts wait for its answer. */
let asked: { promise: Promise<boolean>; resolve: (isProved: boolean) => void } | null = null
const listeners = new Set<() => void>()

function change(next: typeof asked) {
  asked = next
  for (const listener of listeners) listener()
}

/** Has the person prove anew who it is. @returns whether it did */
export function askForProof(): Promise<boolean> {
  if (!asked) change(Promise.withResolvers<boolean>())
  return asked!.promise
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
  const isAsked = useSyncExternalStore(subscribe, () => asked !== null)
  return <Suspense>{isAsked && <StepUpDialog onAnswer={answer} />}</Suspense>
}
