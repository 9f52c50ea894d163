/** The Beta distribution: what is known of a share after so many cases. */

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** ln Γ(x) for x > 0, to about 14 digits (Lanczos, g = 7). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const t = z + 7.5
  const sum = lanczos.reduce((total, factor, index) => total + factor / (z + index + 1), 0.99999999999980993)
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** ln B(a, b). */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** I_x(a, b), the regularised incomplete beta function: P(share <= x). @param x 0 to 1 @param a above 0 @param b above 0 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b))
  // The fraction converges fast on this side of the mean; the other side is its mirror image.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

const tiny = 1e-300
const steps = 300

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= steps; m++) {
    for (const term of [even(m, x, a, b), odd(m, x, a, b)]) {
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      value *= d * c
    }
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return value
}

const even = (m: number, x: number, a: number, b: number) =>
  (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
const odd = (m: number, x: number, a: number, b: number) =>
  (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)

/** The share below which lies the probability p. @param p 0 to 1 @param a above 0 @param b above 0 */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  // In halves, as it cannot fail; sixty of them leave nothing that a double could tell.
  for (let step = 0; step < 60 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
