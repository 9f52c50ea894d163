type Props = {
  /** What is taken of `of`. */
  taken: number
  of: number
  /** Where a mark stands, in the same units. */
  mark?: number
  /** Amber when somebody is held back. */
  isStrained?: boolean
}

const percent = (part: number, of: number) => `${Math.min(100, (100 * part) / Math.max(1, of))}%`

/** A picture of what is taken. The words beside it say the same, so screen readers skip it. */
export function Meter({ taken, of, mark, isStrained = false }: Props) {
  const share = taken / Math.max(1, of)
  return (
    <svg
      className={isStrained ? 'meter meter-strained' : 'meter'}
      width="100%"
      height="10"
      aria-hidden="true"
    >
      <rect className="meter-ground" y="2" width="100%" height="6" rx="3" />
      {share > 0 && (
        <rect
          className="meter-taken"
          y="2"
          width={percent(Math.max(taken, of * 0.01), of)}
          height="6"
          rx="3"
        />
      )}
      {mark !== undefined && (
        <rect className="meter-mark" x={percent(mark, of)} width="2" height="10" rx="1" />
      )}
    </svg>
  )
}
