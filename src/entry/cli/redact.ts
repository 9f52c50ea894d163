import type { Environment } from '../../kit/settings.ts'

const secretName = /(SECRET|KEY|TOKEN|PASSWORD|PASS|CREDENTIAL)S?$/i
// A shorter one would be found in ordinary words.
const shortest = 8

/**
 * Takes every secret we know of out of a text: values of variables with a secret's name, further ones, and passwords
 * in addresses. The last line of defence: no check should put one in.
 */
export function redactor(
  environment: Environment,
  further: readonly string[] = [],
): (text: string) => string {
  const named = Object.entries(environment).flatMap(([name, value]) =>
    value && secretName.test(name) ? value.split(',') : [],
  )
  const secrets = [...named, ...passwordsIn(environment), ...further]
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (text) =>
    secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), withoutPasswords(text))
}

const password = /(\/\/[^\s/:@]*):([^\s/@]+)@/g

const withoutPasswords = (text: string): string => text.replace(password, '$1:[redacted]@')

const passwordsIn = (environment: Environment): string[] =>
  Object.values(environment).flatMap((value) =>
    [...(value ?? '').matchAll(password)].flatMap(([, , found]) => [found!, decoded(found!)]),
  )

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare per cent sign: the password as it stands
  }
}
