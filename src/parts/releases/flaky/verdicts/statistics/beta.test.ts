import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { betaQuantile, incompleteBeta, logGamma } from './beta.ts'

const near = (found: number, wanted: number, share = 1e-10) =>
  assert.ok(Math.abs(found - wanted) <= share * Math.abs(wanted), `${found} is not ${wanted}`)

describe('the incomplete beta function', () => {
  test('is what its closed forms say', () => {
    for (const x of [0.01, 0.3, 0.77])
      for (const a of [0.5, 3, 40]) {
        near(incompleteBeta(x, a, 1), x ** a)
        near(incompleteBeta(x, 1, a), 1 - (1 - x) ** a, 1e-9)
      }
    near(incompleteBeta(0.5, 2, 3), 11 / 16)
    near(incompleteBeta(0.3, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(0.3)))
  })

  test('gives the critical values that tables of Student’s t and of F print', () => {
    const [freedom, t] = [10, 2.228139]
    const [above, below, f] = [5, 10, 3.325835]

    near(incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5), 0.05, 1e-6)
    near(incompleteBeta((above * f) / (above * f + below), above / 2, below / 2), 0.95, 1e-6)
  })

  test('gives what SciPy 1.17 gives', () => {
    near(incompleteBeta(0.01, 0.5, 9.5), 0.3337358623013417)
    near(incompleteBeta(0.1, 2.5, 18.5), 0.45813160155541377)
    near(incompleteBeta(0.25, 30, 70), 0.1358149042834277)
    near(incompleteBeta(0.8, 150, 50), 0.9543608069972045)
  })
})

describe('the quantile of the Beta distribution', () => {
  test('gives what SciPy 1.17 gives, tiny ones too', () => {
    near(betaQuantile(0.05, 0.5, 9.5), 0.00021244796242273487)
    near(betaQuantile(0.95, 0.5, 9.5), 0.1873656640603168)
    near(betaQuantile(0.05, 2.5, 18.5), 0.02933423879948781)
    near(betaQuantile(0.95, 2.5, 18.5), 0.2502266784586382)
    near(betaQuantile(0.5, 150, 60), 0.7149671043776265)
    near(betaQuantile(0.05, 0.5, 209.5), 9.395743649358439e-6)
    near(betaQuantile(0.95, 0.5, 209.5), 0.009137098814620763)
  })

  test('is the inverse of the incomplete beta function', () => {
    const parameter = fc.double({ min: 0.3, max: 200, noNaN: true })
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })

    fc.assert(
      fc.property(share, parameter, parameter, (p, a, b) =>
        near(incompleteBeta(betaQuantile(p, a, b), a, b), p, 1e-8),
      ),
    )
  })
})

test('the logarithm of the gamma function is that of factorials', () => {
  let factorial = 1
  for (let n = 1; n <= 20; n++) {
    near(Math.exp(logGamma(n)), factorial, 1e-12)
    factorial *= n
  }
  near(Math.exp(logGamma(0.5)), Math.sqrt(Math.PI), 1e-12)
})
