type Environment = Readonly<Record<string, string | undefined>>

const logins = [
  { address: 'DATABASE_URL', password: 'DATABASE_PASSWORD' },
  { address: 'DATABASE_OWNER_URL', password: 'DATABASE_OWNER_PASSWORD' },
] as const

/**
 * Addresses of the database, each with its login's password from DATABASE_PASSWORD or DATABASE_OWNER_PASSWORD, or from
 * the file that the same name with `_FILE` tells. So the address can stand in the open, and the password in a secret.
 * An address that has a password of its own stays as it is.
 * @throws Error in words for a file that cannot be read or is empty, and for an address that is none
 */
export function withDatabasePasswords(
  environment: Environment,
  readFile: (path: string) => string,
): Record<string, string> {
  const filled: Record<string, string> = {}
  for (const { address, password } of logins) {
    const given = environment[address]
    const secret = given ? passwordOf(environment, password, readFile) : undefined
    if (given && secret !== undefined) filled[address] = addressWith(given, secret, address)
  }
  return filled
}

function passwordOf(
  environment: Environment,
  name: string,
  readFile: (path: string) => string,
): string | undefined {
  const path = environment[`${name}_FILE`]
  if (!path) return environment[name] || undefined
  const read = contentsOf(path, `${name}_FILE`, readFile)
  if (read === '') throw new Error(`the file ${path} in ${name}_FILE is empty`)
  return read
}

function contentsOf(path: string, variable: string, readFile: (path: string) => string): string {
  try {
    return readFile(path).trim()
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? 'error'
    throw new Error(`the file ${path} in ${variable} cannot be read (${code}); check its path and its mode`, {
      cause,
    })
  }
}

function addressWith(given: string, password: string, variable: string): string {
  if (!URL.canParse(given))
    throw new Error(`${variable} is no address such as postgres://keyhold@db:5432/keyhold`)
  const url = new URL(given)
  if (url.password !== '') return given
  url.password = encodeURIComponent(password)
  return url.href
}
