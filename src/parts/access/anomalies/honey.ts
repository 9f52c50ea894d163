/**
 * Addresses that no program, page or person has a reason to ask Keyhold for: other programs' secrets and ways in. All of
 * them are tried within minutes of a server's first day on the internet. What begins so is meant, in any case.
 */
const paths: readonly string[] = [
  '/.aws/',
  '/.env',
  '/.git/',
  '/.ssh/',
  '/actuator/env',
  '/actuator/heapdump',
  '/cgi-bin/',
  '/phpmyadmin',
  '/vendor/phpunit/',
  '/wp-admin',
  '/wp-login.php',
  '/xmlrpc.php',
]

/** With those that the operator has laid out. */
export function honeyFinder(further: readonly string[]): (path: string) => boolean {
  const all = [...paths, ...further.map((path) => path.toLowerCase())]
  return (path) => {
    const asked = path.toLowerCase()
    return all.some((each) => asked.startsWith(each))
  }
}
