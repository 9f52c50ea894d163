/** How the CLI is called in a checkout. `npm run keyhold` works too, but npm prints lines of its own. */
export const invocation = 'npx keyhold'
