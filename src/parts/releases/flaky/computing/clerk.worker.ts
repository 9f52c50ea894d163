import { answerWith } from '../../../../kit/isolated.ts'
import { concluded, previewed } from './conclude.ts'
import { countedIn } from './counting.ts'
import type { Question, QuestionAnswer } from './questions.ts'
import { shown } from './show.ts'

answerWith((question: Question): QuestionAnswer => {
  switch (question.kind) {
    case 'count':
      return countedIn(question.runs, question.aliases)
    case 'conclude':
      return concluded(question)
    case 'preview':
      return previewed(question)
    case 'show':
      return shown(question)
  }
})
