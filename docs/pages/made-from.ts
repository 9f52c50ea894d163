/** The sentence that every page of the reference begins with. */
export const madeFrom = (what: string): string =>
  `Made by \`npm run docs\` from ${what}; a test compares them.`

/** A row of a Markdown table. */
export const row = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`

export const table = (heads: readonly string[], rows: readonly string[][]): string =>
  [row(...heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map((cells) => row(...cells)), ''].join(
    '\n',
  )
