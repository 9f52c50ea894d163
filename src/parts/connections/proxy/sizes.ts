/** The most that passes in either direction, bytes. */
export const mostBytes = 104_857_600

/** A body up to this length is held, so that it can be sent again and its length is told; bytes. */
export const heldBytes = 65_536

/** Until the head of the provider's answer is here. */
export const headSeconds = 30

/** Until its last byte has passed on. */
export const wholeSeconds = 300

/** A token that would end sooner is refreshed first. */
export const minValidSeconds = 60
