import { AsTable } from '../kit/as-table.tsx'
import { localExactText, momentInWords, utcText } from '../kit/time.ts'
import type { Life } from './life.ts'
import { markTitles } from './life-marks.tsx'

/** The same as the line, moment by moment. */
export function LifeTable({ life }: { life: Life }) {
  return <AsTable label="The token's life" head={['What', 'When', 'Your time', 'UTC']} rows={rowsOf(life)} />
}

function rowsOf(life: Life): string[][] {
  const moments = [
    { at: life.issuedAt, what: 'Token issued' },
    ...(life.softAt === null
      ? []
      : [{ at: life.softAt, what: 'Soft expiry: from here on it is refreshed ahead' }]),
    ...(life.expiresAt === null ? [] : [{ at: life.expiresAt, what: 'Expiry' }]),
    { at: life.now, what: 'Now' },
    ...life.marks.map(({ at, kind, count }) => ({
      at,
      what: count > 1 ? `${markTitles[kind]}, ${count} times` : markTitles[kind],
    })),
  ]
  return moments
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }) => [what, momentInWords(at, life.now), localExactText(at), utcText(at)])
}
