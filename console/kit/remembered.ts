import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function read(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // Storage may be switched off; the console then forgets its settings.
  }
}

function write(name: string, value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    return
  } finally {
    for (const listener of listeners) listener()
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}

/** A setting of this browser, one of `values`; the first is the default. Never anything secret. */
export function readRemembered<T extends string>(name: string, values: readonly [T, ...T[]]): T {
  const stored = read(`keyhold.${name}`)
  return values.find((value) => value === stored) ?? values[0]
}

export function useRemembered<T extends string>(
  name: string,
  values: readonly [T, ...T[]],
): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => readRemembered(name, values))
  return [value, (next) => write(`keyhold.${name}`, next)]
}
