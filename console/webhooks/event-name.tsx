/** An event's name, which may wrap behind its dots. */
export function EventName({ name }: { name: string }) {
  return name.split(/(?<=\.)/).map((word) => (
    <span key={word}>
      {word}
      <wbr />
    </span>
  ))
}
