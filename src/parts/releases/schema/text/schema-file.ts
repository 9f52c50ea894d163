/** One file of a schema; a schema may have many. */
export interface SchemaFile {
  /** As the caller names it: what is said of the schema points there. */
  path: string
  content: string
}

/** A place in a file as people count: from 1. */
export interface Place {
  file: string
  line: number
}

/** The line of an index, from 1. Asked for many indices of one text in a row, it is still linear in all. */
export function lineCounter(text: string): (index: number) => number {
  let at = 0
  let line = 1
  return (index) => {
    if (index < at) {
      at = 0
      line = 1
    }
    for (let next = text.indexOf('\n', at); next >= 0 && next < index; next = text.indexOf('\n', at)) {
      line += 1
      at = next + 1
    }
    return line
  }
}
