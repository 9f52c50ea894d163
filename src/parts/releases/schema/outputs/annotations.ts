import type { Told } from './sarif.ts'
import { gravityOf } from './words.ts'

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

/** Lines that a CI's runner makes marks of, at the schema's lines. What stands in a schema can begin no line of its own. */
export const annotationsOf = ({ findings }: Pick<Told, 'findings'>): string =>
  findings
    .map(({ rule, baseSeverity, title, message, remedy, place }) => {
      const properties = `file=${property(place.file)},line=${place.line},title=${property(`${rule}: ${title}`)}`
      return `::${commands[gravityOf(baseSeverity)]} ${properties}::${text(`${message} ${remedy}`)}\n`
    })
    .join('')

const text = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (value: string): string => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
