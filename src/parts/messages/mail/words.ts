import { isMailAddress } from '../../../kit/mail.ts'

const longestName = 100

/** In one line, without what steers a terminal or a mail program; at most 100 characters. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longestName)

/**
 * Names in a letter are chosen by others, and the letter may go to somebody else: nothing of a name may become a link of a
 * mail that the app seems to write. An e-mail address may.
 */
export const mayBeLink = (text: string): boolean =>
  !isMailAddress(text) && /:\/\/|[\p{L}\p{N}][.\u3002\uff0e\uff61]\p{L}{2}/u.test(text)

/** Whether a letter says these words as they are. */
export const isSaidWhole = (text: string): boolean => oneLine(text) === text && !mayBeLink(text)
