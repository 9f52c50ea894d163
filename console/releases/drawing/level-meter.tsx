import './drawing.css'
import { scoreText } from '../figures.ts'
import { percentAt } from './scale.ts'

export const levels = ['low', 'medium', 'high', 'critical'] as const
export type Level = (typeof levels)[number]

/** Where a level begins, of 100. */
const begins: Record<Level, number> = { low: 0, medium: 20, high: 50, critical: 80 }
const ends: Record<Level, number> = { low: 20, medium: 50, high: 80, critical: 100 }

export const levelTone = { low: 'good', medium: 'warn', high: 'bad', critical: 'bad' } as const

/** A score of 100 among the levels it may reach, which are written under it. */
export function LevelMeter({ score, level }: { score: number; level: Level }) {
  const words = `${scoreText(score)} of 100: ${level}`
  return (
    <svg className="level-meter" width="100%" height="44" role="img" aria-label={words}>
      {levels.map((each) => (
        <g key={each} className={each === level ? `level level-${each} level-here` : `level level-${each}`}>
          <rect
            x={percentAt(begins[each] / 100)}
            width={percentAt((ends[each] - begins[each]) / 100)}
            y="10"
            height="10"
          />
          <text x={percentAt((begins[each] + ends[each]) / 200)} y="38" textAnchor="middle">
            {each}
          </text>
        </g>
      ))}
      {/* A drawing of its own, so that its own corner is where the score is. */}
      <svg x={percentAt(score / 100)} overflow="visible">
        <path className="level-sign" d="M0 11 l-6 -9 h12 z M-1 11 h2 v11 h-2 z" />
      </svg>
    </svg>
  )
}
