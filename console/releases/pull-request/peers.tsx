import { histogramOf, percentAt } from '../drawing/scale.ts'
import type { ListedPull } from '../pull-requests/api.ts'

const bins = 20
const height = 56

/** Where it stands among the others: how many of them have which chance, and a mark at its own. */
export function Peers({
  probability,
  others,
  words,
}: {
  probability: number
  others: readonly ListedPull[]
  words: string
}) {
  const counts = histogramOf(
    others.flatMap((each) => each.probability ?? []),
    bins,
  )
  const most = Math.max(1, ...counts)
  const own = Math.min(bins - 1, Math.floor(probability * bins))
  return (
    <figure className="peers">
      <svg width="100%" height={height} aria-hidden="true">
        {counts.map((count, place) => (
          <rect
            key={place}
            className={place === own ? 'peer peer-own' : 'peer'}
            x={percentAt((place + 0.06) / bins)}
            width={percentAt(0.88 / bins)}
            y={height - 1 - (count / most) * (height - 12)}
            height={(count / most) * (height - 12)}
          />
        ))}
        <line className="peers-ground" x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
        <line
          className="peers-mark"
          x1={percentAt(probability)}
          x2={percentAt(probability)}
          y1="0"
          y2={height}
        />
      </svg>
      <figcaption>
        Its chance is {words} of the repository.{' '}
        <span className="sub">Bars: how many have which chance.</span>
      </figcaption>
    </figure>
  )
}
