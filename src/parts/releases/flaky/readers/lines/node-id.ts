/** Where a pytest node lies: `tests/test_a.py::TestSums::test_adds[1-2]`. A parameter may hold what divides the rest. */
export function placeOf(nodeId: string): { file: string; suite: string[]; name: string } {
  const bracket = nodeId.indexOf('[')
  const plain = bracket < 0 ? nodeId : nodeId.slice(0, bracket)
  const parameter = bracket < 0 ? '' : nodeId.slice(bracket)
  const [file = '', ...path] = plain.split('::')
  return { file, suite: path.slice(0, -1), name: (path.at(-1) ?? '') + parameter }
}
