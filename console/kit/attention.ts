const attentionMilliseconds = 10 * 60_000
let lastInputAt = Date.now()

/** Starts to notice that somebody is there. Called once. */
export function noticeAttention() {
  const note = () => {
    lastInputAt = Date.now()
  }
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'focus'])
    addEventListener(kind, note, { passive: true })
}

/**
 * How often a query asks again, given its wish. Ten minutes after the last input it stops: a page left open must not
 * keep the operator's session from ending by idleness.
 */
export const whileWatched = (everyMilliseconds: number) => () =>
  Date.now() - lastInputAt < attentionMilliseconds ? everyMilliseconds : false
