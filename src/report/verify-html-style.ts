/** The look of the HTML page, light and dark, on a screen, a phone and paper. Every text has a contrast of at least 4.5 to 1. */

export const verifyCss = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --dim: #59636e; --page: #ffffff; --raised: #f6f8fa; --line: #d1d9e0; --strong: #818b98; --link: #0550ae;
  --good: #116329; --good-fill: #e6f6ea; --new: #0550ae; --new-fill: #ddf0ff;
  --warning: #744500; --warning-fill: #fff1c2; --error: #a40e26; --error-fill: #ffe1de;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --dim: #9ba5b0; --page: #0d1117; --raised: #161b22; --line: #30363d; --strong: #6e7681; --link: #79c0ff;
    --good: #6fdd8b; --good-fill: #10281a; --new: #8ecbff; --new-fill: #10294a;
    --warning: #f0c35a; --warning-fill: #35270a; --error: #ff9e96; --error-fill: #471519;
  }
}
* { box-sizing: border-box; }
html { scroll-padding: 1rem; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 92rem; color: var(--text); background: var(--page);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.3; }
h2 { margin: 2rem 0 .6rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: .4rem 0; }
code { font: .875em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
a { color: var(--link); }
small { font-size: .7rem; }
.dim { color: var(--dim); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.verdict, .badge {
  display: inline-block; padding: 0 .6em; border: 1px solid; border-radius: 1em; font-size: .8em; font-weight: 600; white-space: nowrap;
}
.passed { color: var(--good); background: var(--good-fill); }
.failed, .badge.error { color: var(--error); background: var(--error-fill); }
.badge.warning { color: var(--warning); background: var(--warning-fill); }
.badge.note { color: var(--new); background: var(--new-fill); }

.frame { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; width: fit-content; max-width: 100%; }
.frame:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
table { border-collapse: separate; border-spacing: 0; overflow-wrap: normal; }
th, td { padding: .15rem; white-space: nowrap; text-align: left; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { padding: .3rem .55rem; background: var(--raised); font-size: .8125rem; vertical-align: top; }
th.group, td.group { border-left: 1px solid var(--strong); }
th small { display: block; color: var(--dim); font-weight: 400; }
th[scope="row"], .corner { position: sticky; left: 0; z-index: 1; background: var(--raised); }
th[scope="row"] { padding: .25rem .6rem; max-width: 16rem; font-size: .875rem; overflow: hidden; text-overflow: ellipsis; line-height: 1.3; }
thead th[scope="col"] { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; }

.entry {
  display: flex; gap: .3em; align-items: baseline; padding: .1rem .4rem; border: 1px solid transparent; border-radius: .3rem;
  font-size: .8125rem; font-variant-numeric: tabular-nums; color: var(--text); text-decoration: none; white-space: nowrap;
}
.entry b { min-width: 1em; text-align: center; }
.entry .what { margin-left: auto; }
.entry i { font-style: normal; font-size: .75rem; }
a.entry .what { text-decoration: underline dotted; text-underline-offset: .2em; }
a.entry:hover { border-color: currentColor; }
.wide .entry { display: inline-flex; }
.wide .what, .absent .what { margin: 0; }
.entry.there b { color: var(--good); }
.entry.new { color: var(--new); background: var(--new-fill); }
.entry.warning { color: var(--warning); background: var(--warning-fill); }
.entry.error { color: var(--error); background: var(--error-fill); font-weight: 600; }
.entry.missing { color: var(--error); border: 1px dashed; font-weight: 600; }
.entry.lost { color: var(--warning); border: 1px dashed; }
.entry.served { color: var(--dim); }
.entry:target { outline: 3px solid var(--link); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .6rem 0; padding: 0; list-style: none; font-size: .875rem; color: var(--dim); }
.legend li { display: flex; gap: .4em; align-items: center; }
.legend .entry { padding: 0 .3rem; }
.elsewhere { padding: 0; list-style: none; }
.elsewhere .entry { display: inline-flex; }
section > h3 { margin-top: 1rem; }

.code { margin: .75rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .3rem solid var(--strong); border-radius: .4rem; max-width: 72rem; }
.code.error { border-left-color: var(--error); }
.code.warning { border-left-color: var(--warning); }
.id { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.cases { margin: .5rem 0; padding-left: 1.2rem; }
.cases > li { margin: .2rem 0; }
.cases > li:has(> details) { margin-left: -1.1rem; list-style: none; }
.cases > li:target, .cases > li:has(:target) { outline: 2px solid var(--link); outline-offset: 3px; border-radius: .2rem; }
.names { padding-left: 1.2rem; font-size: .9rem; }
summary { cursor: pointer; }
dl { margin: .5rem 0; max-width: 72rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .4rem; }
.advice { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; color: var(--dim); }
.advice dd { grid-column: 2; margin: 0; }
.files { font-size: .875rem; }
.files th, .files td { padding: .2rem .75rem; }
.files th[scope="row"] { max-width: none; font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
details[open] > .frame { margin-top: .5rem; }

@media (max-width: 40rem) {
  body { padding: 1rem .75rem; }
  h1 { font-size: 1.3rem; }
  th[scope="row"] { padding: .2rem .5rem; max-width: 9rem; }
  tbody th[scope="row"] small { display: none; }
  .files th[scope="row"] { position: static; }
  .advice { grid-template-columns: 1fr; }
  .advice dd { grid-column: 1; }
}
@media print {
  @page { size: A4 landscape; margin: 10mm; }
  html { font-size: 8.5pt; }
  body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .frame { overflow: visible; width: auto; border: 0; }
  th[scope="row"], .corner { position: static; }
  .entry, .entry.there { padding: 0 .2rem; }
  .code, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
