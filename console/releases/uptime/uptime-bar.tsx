import '../drawing/drawing.css'
import {
  slicePaths,
  slicesInWords,
  sliceShapes,
  sliceStates,
  sliceWords,
  tinted,
  type SliceState,
} from './slices.ts'

const height = 26

/** What went well over time, oldest first. */
export function UptimeBar({ label, slices }: { label: string; slices: readonly SliceState[] }) {
  const { width, paths, tints } = slicePaths(slices, height)
  return (
    <svg
      className="uptime"
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}. ${slicesInWords(slices)}`}
    >
      {tinted.map(
        (state) => tints[state] && <path key={state} className={`tint tint-${state}`} d={tints[state]} />,
      )}
      {sliceStates.map(
        (state) => paths[state] && <path key={state} className={`slice slice-${state}`} d={paths[state]} />,
      )}
    </svg>
  )
}

export function UptimeLegend() {
  return (
    <ul className="legend">
      {sliceStates.map((state) => (
        <li key={state}>
          <svg width="8" height="14" aria-hidden="true">
            <rect
              className={`slice slice-${state}`}
              width="8"
              y={sliceShapes[state].y * 14}
              height={sliceShapes[state].height * 14}
            />
          </svg>
          {sliceWords[state]}
        </li>
      ))}
    </ul>
  )
}
