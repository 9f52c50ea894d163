import { answerWith } from '../../../../kit/isolated.ts'
import { analyse } from './analyse.ts'

/** A thread of its own for the engine and PostgreSQL's parser: neither their crash nor their labour reaches a request. */
answerWith(analyse)
