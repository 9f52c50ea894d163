import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { KeyholdError } from '../error.ts'
import type { Keyhold } from '../keyhold.ts'
import { questionOf } from './questions.ts'
import { type Ask, nothing, type Seen } from './watched.ts'

const KeyholdContext = createContext<Keyhold | null>(null)

/** Hands one Keyhold to all hooks below. */
export const KeyholdProvider = ({ keyhold, children }: { keyhold: Keyhold; children?: ReactNode }) =>
  createElement(KeyholdContext, { value: keyhold }, children)

export interface Answer<T> {
  /** The last answer; it stays while it is asked for again, and when that fails for a while. */
  data: T | undefined
  /** Why the last asking failed. */
  error: KeyholdError | undefined
  /** Nothing is known yet: neither an answer nor an error. */
  isLoading: boolean
  /** It is being asked for, the first time or again. */
  isRefreshing: boolean
  /** Asks now. Never rejects. */
  refresh: () => Promise<void>
}

export interface AnswerOptions<T> {
  /** Default the one of `KeyholdProvider`. */
  keyhold?: Keyhold | undefined
  /** Shown until the first answer: what the server rendered with, or an empty shape. */
  initial?: T | undefined
  /** Asks again this often while the window is seen. At least 1. Default: only when the window is looked at again. */
  everySeconds?: number | undefined
}

const nothingKnown = (): Seen<never> => nothing
const never = () => () => {}
const noRefresh = async () => {}

/** @param name of the question, or null as long as it cannot be asked */
export function useAnswer<T>(
  name: string | null,
  ask: (keyhold: Keyhold) => Ask<T>,
  { keyhold: given, initial, everySeconds }: AnswerOptions<T> = {},
): Answer<T> {
  const around = useContext(KeyholdContext)
  const keyhold = given ?? around
  if (!keyhold) throw new Error('Keyhold’s hooks want a <KeyholdProvider> around them, or the option keyhold')
  // The name says all that `ask` depends on.
  const question = useMemo(
    () => (name === null ? null : questionOf(keyhold, name, ask(keyhold))),
    [keyhold, name],
  )
  const seen = useSyncExternalStore<Seen<T>>(
    question?.watch ?? never,
    question?.seen ?? nothingKnown,
    nothingKnown,
  )
  useEffect(() => {
    if (!question || everySeconds === undefined) return undefined
    const timer = setInterval(
      () => document.visibilityState === 'visible' && void question.refresh(),
      Math.max(1, everySeconds) * 1000,
    )
    return () => clearInterval(timer)
  }, [question, everySeconds])
  const { error, isRefreshing } = seen
  const data = seen.data ?? (seen.isGone ? undefined : initial)
  return {
    data,
    error,
    isRefreshing,
    isLoading: data === undefined && error === undefined,
    refresh: question?.refresh ?? noRefresh,
  }
}
