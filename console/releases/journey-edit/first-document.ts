/** What a new journey begins with: it calls this deployment, which answers. */
export const firstDocument = `# Requests in their order; {{own}} is this deployment.
title: Is it there?
targets: [own]
schedule:
  everySeconds: 300
slo:
  availability: 0.99
steps:
  - name: alive
    request:
      url: "{{own}}/livez"
    expect:
      - status: 200
      - latencyMilliseconds: 2000
`
