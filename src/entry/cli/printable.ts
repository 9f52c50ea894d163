import { stripVTControlCharacters } from 'node:util'

// Control characters, and those that turn the direction of writing around.
const unprintable = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/**
 * Text of others (a label, a user's id) as one harmless line: a terminal would obey its escape sequences and show
 * its reversed letters as something else.
 */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(unprintable, '\u{FFFD}')
