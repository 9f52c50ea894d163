/** The oldest major version of Node that runs Keyhold. */
export const oldestNode = 24

/** Why this version of Node will not do, in words with the cure; `null` when it will. */
export function nodeTrouble(version: string): string | null {
  if (Number(version.split('.')[0]) >= oldestNode) return null
  return `Keyhold needs Node ${oldestNode} or newer, and this is ${version}. On Linux (x64) \`npm ci\` brings one along: start with \`npm start\` or \`npx keyhold\`. Elsewhere install it from https://nodejs.org.`
}
