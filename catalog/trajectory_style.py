"""The style of a trajectory's page: one column, light or dark as the reader has it, folded parts open in print."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f6f5f1; --card: #ffffff; --ink: #1d1d1b; --soft: #6a6963; --line: #e2e0d8; --well: #f4f3ee;
  --call: #2457a6; --call-well: #eef3fb; --good: #1f7a4d; --good-well: #e6f4ec; --bad: #b3261e; --bad-well: #fbeae8;
  --warn: #93610a; --warn-well: #fbf1dc; --note: #5d4a9c; --note-well: #efebfa;
  --serif: "Source Serif 4", "Source Serif Pro", Charter, Georgia, serif;
  --sans: Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --mono: ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171716; --card: #20201f; --ink: #ecebe6; --soft: #a09e96; --line: #373632; --well: #191918;
    --call: #8ab4f8; --call-well: #1b2534; --good: #6fcf97; --good-well: #17281f; --bad: #f28b82; --bad-well: #331d1b;
    --warn: #e6b35a; --warn-well: #2f2615; --note: #b9a8f0; --note-well: #262138;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 var(--sans); }
main { max-width: 920px; margin: 0 auto; padding: 36px 24px 72px; }
p, h1, h2, h3, pre, dl, dd, figure, ul { margin: 0; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 0.9em var(--mono); overflow-wrap: anywhere; }
small { color: var(--soft); font-size: 13px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin-bottom: 18px; }
.kicker { color: var(--soft); font-size: 13px; letter-spacing: 0.02em; }
.badge { padding: 2px 12px; border-radius: 99px; font-weight: 600; font-size: 13px; }
.badge.good, .tag.good { background: var(--good-well); color: var(--good); }
.badge.bad, .tag.bad { background: var(--bad-well); color: var(--bad); }
.badge.warn, .tag.warn { background: var(--warn-well); color: var(--warn); }
.tag.note { background: var(--note-well); color: var(--note); }
.tag.mute { border: 1px dashed var(--soft); color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: 2px 0; padding: 0; list-style: none; color: var(--soft); }
.chips { font-size: 13px; }
.chips li + li::before { content: "·"; margin: 0 8px; }
.question {
  display: flex; flex-wrap: wrap; gap: 26px; padding: 24px; margin: 0 0 30px;
  background: var(--card); border: 1px solid var(--line); border-radius: 14px;
}
.question > div { flex: 1 1 340px; }
.question > .shown { flex: 0 1 auto; max-width: 300px; }
h1 { font: 500 22px/1.4 var(--serif); overflow-wrap: anywhere; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-top: 22px; }
dt { color: var(--soft); font-size: 13px; }
.answers dd { font-weight: 600; overflow-wrap: anywhere; }
.answers small { display: block; font-weight: 400; }
figure { display: inline-block; max-width: 100%; vertical-align: top; }
figure img { display: block; max-width: 100%; max-height: 340px; width: auto; height: auto; border-radius: 8px; }
figcaption { margin-top: 5px; color: var(--soft); font: 12px var(--mono); }
figcaption b { color: var(--ink); }
.lost { display: inline-block; padding: 10px; border: 1px dashed var(--bad); border-radius: 8px; color: var(--bad); }
.step { position: relative; display: grid; grid-template-columns: 34px minmax(0, 1fr); gap: 16px; }
.step { padding-bottom: 26px; }
.step:last-of-type { padding-bottom: 10px; }
.step::before { content: ""; position: absolute; left: 16px; top: 34px; bottom: 0; width: 2px; }
.step::before { background: var(--line); }
.number {
  width: 34px; height: 34px; border-radius: 50%; display: grid; place-items: center; background: var(--card);
  border: 2px solid var(--line); color: var(--soft); font: 600 13px var(--sans);
}
.failed .number { border-color: var(--bad); color: var(--bad); }
.tag { padding: 1px 9px; border-radius: 99px; font-size: 12px; font-weight: 500; }
.thought { font: 17px/1.55 var(--serif); margin: 4px 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.call {
  padding: 11px 15px; border-radius: 10px; background: var(--call-well); font-size: 14px; margin-bottom: 10px;
}
.call p { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
.call b { margin-right: 4px; color: var(--call); font: 600 14px var(--mono); }
.call dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 14px; margin-top: 5px; }
.call dt { font: 13px/1.7 var(--mono); }
.call dd { overflow-wrap: anywhere; }
.call pre { font: 13px/1.5 var(--mono); }
q { quotes: "“" "”"; }
.seen { padding: 11px 15px; border-radius: 10px; background: var(--card); border: 1px solid var(--line); }
.seen { font-size: 14px; }
.failed .seen { border-color: var(--bad); }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary span { display: inline-block; margin-top: 6px; color: var(--call); font-size: 13px; }
details[open] summary pre { display: none; }
details[open] summary span { font-size: 0; margin: 0; }
details[open] summary span::after { content: "show less"; font-size: 13px; }
.brought { display: flex; flex-wrap: wrap; gap: 14px; margin-top: 12px; }
.masked .turn { opacity: 0.55; }
.masked .number { border-style: dashed; }
.fatal {
  margin: 4px 0 18px; padding: 8px 15px; border-radius: 8px; background: var(--bad-well); color: var(--bad);
  font-weight: 600; border-left: 4px solid var(--bad);
}
main > .ending { margin: 10px 0 0 50px; }
.ending { padding: 16px 20px; border-radius: 12px; border: 2px solid; }
.ending p:not(.kicker) { font: 600 21px/1.35 var(--serif); color: var(--ink); overflow-wrap: anywhere; }
.ending.good { border-color: var(--good); background: var(--good-well); }
.ending.bad { border-color: var(--bad); background: var(--bad-well); }
.ending.warn { border-color: var(--warn); background: var(--warn-well); }
section:not(.question, .ending) { margin-top: 30px; }
h3 { font-size: 14px; font-weight: 650; margin-bottom: 10px; padding-top: 14px; border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 4px 14px 4px 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; white-space: nowrap; }
tr + tr > * { border-top: 1px solid var(--line); }
tr.bad td { color: var(--bad); }
.facts th { width: 170px; }
.scores { width: auto; }
.scores td { font-variant-numeric: tabular-nums; }
meter { width: 180px; height: 12px; }
.critique { margin-top: 10px; white-space: pre-wrap; font: 16px/1.55 var(--serif); }
.gallery { display: flex; flex-wrap: wrap; gap: 14px; }
.gallery img { max-height: 130px; }
@media (max-width: 680px) {
  main { padding: 18px 14px 48px; }
  .answers { grid-template-columns: minmax(0, 1fr); }
  .question > .shown { max-width: 100%; }
  main > .ending { margin-left: 0; }
  .facts th { width: 110px; white-space: normal; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #555; --line: #ccc; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  details summary { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  .call, figure, .fatal, .ending { break-inside: avoid; }
  h3, .thought { break-after: avoid; }
}
"""
