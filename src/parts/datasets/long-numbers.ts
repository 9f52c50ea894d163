interface Context {
  source?: string
}

/** JSON whose whole numbers above 2^53 stay exact, as text: ids of some providers are that long. */
export const jsonWithLongNumbers = (text: string): unknown =>
  (
    JSON.parse as (
      text: string,
      revive: (key: string, value: unknown, context: Context) => unknown,
    ) => unknown
  )(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? source
      : value,
  )
