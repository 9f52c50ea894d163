import { encode } from 'uqr'

/** Modules of white around it, which scanners need (ISO/IEC 18004, 9.1). */
const quietModules = 4

/** A text as a QR code, drawn here: an SVG of two colours and one path, for any size. */
export function qrSvg(text: string): string {
  const { data: rows, size } = encode(text, { ecc: 'M', border: quietModules })
  const path = rows.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path fill="#000" d="${path.join('')}"/></svg>`
  )
}

/** Where black begins in a row, and for how long. */
function runsOf(row: readonly boolean[]): [at: number, length: number][] {
  const runs: [number, number][] = []
  for (let x = 0; x < row.length; x++) {
    const last = runs.at(-1)
    if (!row[x]) continue
    if (last && last[0] + last[1] === x) last[1] += 1
    else runs.push([x, 1])
  }
  return runs
}
