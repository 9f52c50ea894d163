import type { Measures } from '../facts/change.ts'
import { type Model, shippedPrior, type TermName, valueOf } from './model.ts'
import type { Risk } from './risk.ts'

/** Why a probability is what it is: what one measure adds to it, in words. */
export interface Reason {
  measure: TermName
  value: number
  /** Of a usual change. */
  usual: number
  /** Added to the logit; above 0 it raises the probability. */
  contribution: number
  text: string
}

/** Below it nothing is worth a word. */
const least = 0.05

/** Those that weigh most first. What is not known is no reason, and neither is what is usual. */
export function reasonsOf(
  measures: Pick<Measures, TermName>,
  { contributions }: Pick<Risk, 'contributions'>,
  model: Model = shippedPrior,
): Reason[] {
  return contributions
    .flatMap(({ name, contribution }) => {
      const value = valueOf(measures, name)
      if (value === null || Math.abs(contribution) < least) return []
      const usual = Math.round(Math.expm1(model.terms[name].mean))
      if (isUsual(name, value, usual)) return []
      return [{ measure: name, value, usual, contribution, text: textOf(name, value, usual) }]
    })
    .toSorted((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
}

/** A usual change reaches into one folder or two; that something mends no defect is worth its line. */
const isUsual = (name: TermName, value: number, usual: number): boolean =>
  name !== 'fix' && (value === usual || (name === 'ns' && value === usual + 1))

const count = (value: number, word: string): string =>
  `${value.toLocaleString('en')} ${word}${value === 1 ? '' : 's'}`

function textOf(name: TermName, value: number, usual: number): string {
  switch (name) {
    case 'la':
      return `It adds ${count(value, 'line')}; a usual change adds ${usual}.`
    case 'ld':
      return `It removes ${count(value, 'line')}; a usual change removes ${usual}.`
    case 'ns':
      return `It reaches into ${count(value, 'top-level folder')}; a usual change into ${usual} or 2.`
    case 'fix':
      return value === 1
        ? 'It mends a defect, by its title or a label: such changes bring in more of them.'
        : 'It does not say that it mends a defect.'
  }
}
