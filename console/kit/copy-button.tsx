import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { copyText } from './copy.ts'

const shownMilliseconds = 2500

type Props = {
  text: string
  /** What is copied, as in "Copy request id". */
  label: string
  tone?: 'primary' | 'plain' | 'quiet' | 'icon'
  onCopied?: () => void
}

export function CopyButton({ text, label, tone = 'plain', onCopied }: Props) {
  const [said, setSaid] = useState<string | null>(null)

  useEffect(() => {
    if (said === null) return undefined
    const timer = setTimeout(() => setSaid(null), shownMilliseconds)
    return () => clearTimeout(timer)
  }, [said])

  const copy = async () => {
    const copied = await copyText(text)
    setSaid(copied ? 'Copied' : 'Select and copy by hand')
    if (copied) onCopied?.()
  }
  return (
    <>
      {tone === 'icon' ? (
        <IconButton icon={said === 'Copied' ? 'check' : 'copy'} label={label} onClick={copy} />
      ) : (
        <Button tone={tone} icon={said === 'Copied' ? 'check' : 'copy'} onClick={copy}>
          {said ?? label}
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  )
}
