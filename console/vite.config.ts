import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const backend = process.env.KEYHOLD_URL ?? 'http://localhost:3000'

/**
 * The console's build. Everything lands under `/assets/` as files of its own: the content security policy of the
 * server allows neither inline scripts and styles nor another origin.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  publicDir: false,
  server: {
    proxy: Object.fromEntries(['/api', '/auth', '/profiles', '/internal'].map((path) => [path, backend])),
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    // light-dark() and :has() are used as they are: the browsers of 2024 and later know them.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // What others wrote changes rarely, so browsers keep it over our releases. What draws, asks for passkeys, or
      // asks for several answers at once, is for its rooms alone.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(?!uplot|@simplewebauthn|.*(?:queries|queriesObserver|useInfiniteQuery|infiniteQueryObserver)\.js)/i,
            },
          ],
        },
      },
    },
  },
})
