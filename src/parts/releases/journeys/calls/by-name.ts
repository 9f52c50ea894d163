/** Stands where something was. */
export const gone = '[redacted]'

/** Names whose values are never shown, wherever they stand. */
const secretive =
  /pass(word|wd|phrase|code)?$|secret|token|auth(orization)?$|cookie|api[-_]?key|session|otp\b|recovery|csrf|xsrf|private|signature|credential|^pin$/i

export const isSecretive = (name: string): boolean => secretive.test(name)

// Looks back from each sign, as a text of letters alone would cost far more the other way round.
const pair = /=(?<=([^=&?#/\s;,"'<>{}]{1,80})=)("[^"]*"?|'[^']*'?|[^&\s;,"'<>]*)/g
const member = /"([^"\\]{1,200})"(\s{0,9}:\s{0,9})("(?:[^"\\]|\\.)*"?|[\d.eE+-]+)/g
const escapedMember = /(\\{1,9}")([^"\\]{1,200})(\\{1,9}"\s{0,9}:\s{0,9}\\{1,9}")([^"\\]*)/g
const field = /<(?:input|meta)\b[^>]{0,2000}/gi

/**
 * Takes out of plain text what stands under such a name: in a query, a fragment or a form, in JSON that is a part of
 * something else (a line of many, a text in a text), and in the fields of a page.
 */
export const withoutNamed = (text: string): string =>
  text
    .replaceAll(field, fieldWithout)
    .replaceAll(pair, (all, name: string) => (isSecretive(decoded(name)) ? `=${gone}` : all))
    .replaceAll(member, (all, name: string, between: string) =>
      isSecretive(name) ? `"${name}"${between}"${gone}"` : all,
    )
    .replaceAll(escapedMember, (all, before: string, name: string, between: string) =>
      isSecretive(name) ? `${before}${name}${between}${gone}` : all,
    )

function fieldWithout(tag: string): string {
  const name = /\sname\s*=\s*["']?([^"'\s>]{1,200})/i.exec(tag)?.[1]
  if (name === undefined || !isSecretive(name)) return tag
  return tag.replace(/(\s(?:value|content)\s*=\s*)("[^"]*"?|'[^']*'?|[^\s>]+)/i, `$1"${gone}"`)
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // no name that anybody could mean
  }
}
