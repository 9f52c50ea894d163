import { answerWith } from '../../../../kit/isolated.ts'
import { lookInto } from './look-into.ts'

answerWith(lookInto)
