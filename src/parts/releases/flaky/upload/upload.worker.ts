import { answerWith } from '../../../../kit/isolated.ts'
import { readUpload } from './read-upload.ts'

answerWith(readUpload)
