import { useNow } from './now.ts'
import { agoInWords, localExactText, localDayText, localText, utcText } from './time.ts'

type Props = {
  at: string
  /** `ago` counts from now; `exact` has seconds. Default `full`. */
  as?: 'ago' | 'full' | 'exact' | 'day'
}

/** A moment in the reader's own time, with UTC on hover. */
export function Moment({ at, as = 'full' }: Props) {
  const now = useNow()
  const moment = Date.parse(at)
  const words = {
    ago: agoInWords(moment, now),
    full: localText(moment),
    exact: localExactText(moment),
    day: localDayText(moment),
  }
  return (
    <time
      dateTime={at}
      title={as === 'ago' ? `${localExactText(moment)} · ${utcText(moment)}` : utcText(moment)}
    >
      {words[as]}
    </time>
  )
}
