/** What a reader of Markdown sees outside of code spans (CommonMark 6.1: a run of backticks up to the next of its length). */
export function liveTextOf(markdown: string): string {
  let live = ''
  let rest = markdown
  for (;;) {
    const open = /`+/.exec(rest)
    if (!open) return live + rest
    const behind = rest.slice(open.index + open[0].length)
    const close = new RegExp(`(?<!\`)${open[0]}(?!\`)`).exec(behind)
    live += rest.slice(0, open.index)
    if (!close) {
      live += open[0]
      rest = behind
    } else rest = behind.slice(close.index + close[0].length)
  }
}
