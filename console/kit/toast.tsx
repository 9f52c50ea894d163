import { useEffect, useState, useSyncExternalStore } from 'react'
import { asProblem, type Problem } from '../api.ts'
import { Button, IconButton } from './button.tsx'
import { ProblemFoot } from './notice.tsx'
import { waitInWords } from './time.ts'

type Toast = {
  id: number
  title: string
  detail: string | null
  problem: Problem | null
  retry: (() => void) | null
}

const shownMilliseconds = 6000
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

function add(toast: Omit<Toast, 'id'>) {
  lastId += 1
  change([...toasts.slice(-2), { ...toast, id: lastId }])
}

const remove = (id: number) => change(toasts.filter((toast) => toast.id !== id))

/** Says that something was done; leaves by itself after six seconds, unless it is looked at. */
export function sayDone(title: string, detail: string | null = null) {
  add({ title, detail, problem: null, retry: null })
}

/** Says what failed and stays until it is closed. */
export function sayProblem(error: unknown, retry: (() => void) | null = null) {
  const problem = asProblem(error)
  const wait = problem.retryAfterSeconds === null ? null : waitInWords(problem.retryAfterSeconds)
  add({
    title: problem.title,
    detail: [problem.hint, wait].filter(Boolean).join(' ') || null,
    problem,
    retry,
  })
}

/** Takes back what failed before, since it is being tried again or its page was left. */
export const clearProblems = () => change(toasts.filter((toast) => toast.problem === null))

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Where toasts appear; stands once in the page, before the first toast, so that screen readers listen to it. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section className="toasts" aria-label="Notifications" aria-live="polite" aria-relevant="additions">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (toast.problem || held) return undefined
    const timer = setTimeout(() => remove(toast.id), shownMilliseconds)
    return () => clearTimeout(timer)
  }, [toast, held])

  const retry = () => {
    remove(toast.id)
    toast.retry?.()
  }
  return (
    <div
      className={toast.problem ? 'toast toast-bad' : 'toast'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="notice-words">
        <p className="notice-title">{toast.title}</p>
        {toast.detail && <p>{toast.detail}</p>}
        {toast.problem && <ProblemFoot problem={toast.problem} />}
        {toast.retry && (
          <p>
            <Button icon="refresh" onClick={retry}>
              Try again
            </Button>
          </p>
        )}
      </div>
      <IconButton icon="close" label="Dismiss" onClick={() => remove(toast.id)} />
    </div>
  )
}
