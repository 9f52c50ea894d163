// What follows is secret: the rest of a database's address, of another one with a password in it, or of a setting so named.
const secret =
  /(?<!\bhttps?):\/\/|\bhttps?:\/\/(?=[^\s/@]*@)|(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|private)_?key)["']?\s*[=:]/i

/**
 * Puts asterisks in the place of whatever follows an address of a database, or the word for a password, up to the end (X11): no
 * form of quoting can end it early. For a constant, a comment or a message. Length and lines stay, and so does what closes it.
 */
export function maskSecrets(text: string): string {
  const found = secret.exec(text)
  if (!found) return text
  const from = found.index + found[0].length
  const close = /(?:"|\*\/)?$/.exec(text.slice(from))!.index + from
  return text.slice(0, from) + text.slice(from, close).replace(/[^\n]/g, '*') + text.slice(close)
}

/** What a column or a setting is called that holds a secret. */
export const nameOfSecret =
  /pass(?:word|wd|phrase)|pwd|secret|token|credential|jwt|(?:api|access|private)_?key/i

export const looksSecret = (text: string): boolean => secret.test(text) || /\bpassword\b/i.test(text)
