// The look of the page: one column of calm text, colours that mean something, light and dark, phone and paper.
import { colours } from './colours.ts';

export const style = `${colours}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1012px;padding:0 24px 64px;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",Meiryo,"Liberation Sans",sans-serif}
h1,h2,p,ul,dl,dd{margin:0}
code,pre,.path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","Noto Sans Mono CJK JP",monospace;font-size:.9em}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:24px;top:8px;background:var(--paper);padding:4px 8px}
.aloud{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet,.note{color:var(--quiet)}
.note{font-size:13px;margin-top:10px;max-width:76ch}
bdi,code{overflow-wrap:anywhere}
html:not(.with-script) .scripted{display:none!important}

header{display:flex;justify-content:space-between;gap:24px;padding:20px 0 14px;border-bottom:1px solid var(--line);font-size:14px}
.languages{display:flex;flex:none;align-self:flex-start}
.languages button{font:inherit;font-size:13px;color:var(--quiet);background:none;border:1px solid var(--line);padding:3px 10px;cursor:pointer}
.languages button:first-child{border-radius:6px 0 0 6px}
.languages button:last-child{border-radius:0 6px 6px 0;border-left:0}
.languages button[aria-pressed=true]{color:var(--ink);background:var(--soft);font-weight:600}

.outcome{display:flex;gap:22px;padding:30px 0 26px}
.mark{flex:none;margin-top:3px}
.mark circle{fill:var(--tone)}
.mark path{fill:none;stroke:var(--paper);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}
.is-good{--tone:var(--good)}.is-calm{--tone:var(--calm)}.is-warn{--tone:var(--warn)}.is-bad{--tone:var(--bad)}
h1{font-size:38px;line-height:1.2;letter-spacing:-.015em;font-weight:680;color:var(--tone)}
.means{font-size:19px;line-height:1.45;margin-top:6px;max-width:46em}
.next{margin-top:8px;font-weight:600}
.why{margin-top:16px;padding-left:14px;border-left:3px solid var(--tone);max-width:76ch}
.why h2{font-size:13px;font-weight:600;color:var(--quiet)}
.facts{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.fact{padding:14px 18px 16px;border-left:1px solid var(--line);font-size:14px}
.fact:first-child{padding-left:0;border-left:0}
.fact h2{font-size:13px;font-weight:500;color:var(--quiet)}
.fact ul{list-style:none;padding:0;color:var(--quiet)}
.big{font-size:19px;line-height:1.35;font-weight:600;margin:3px 0;overflow-wrap:anywhere}
.gaps{padding:20px 0 0}
.gaps ul{padding-left:20px;margin-top:6px;max-width:80ch}
.gaps li{margin:3px 0}
.gaps li::marker{color:var(--warn)}

section{padding-top:40px}
section>h2{font-size:20px;line-height:1.3;letter-spacing:-.01em;font-weight:650;margin-bottom:12px}
.gaps>h2{font-size:16px;margin:0;letter-spacing:0}
section p+p{margin-top:6px}
.files{padding-left:20px;margin:6px 0 0}
.pairs div{display:grid;grid-template-columns:minmax(120px,220px) minmax(0,1fr);gap:16px;padding:3px 0}
.pairs dt{color:var(--quiet)}
.pairs dd{overflow-wrap:anywhere}
pre{background:var(--soft);padding:12px 14px;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;margin:10px 0;line-height:1.5}

table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:500;color:var(--quiet);font-size:13px;border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:bottom;white-space:nowrap}
td{padding:8px 14px 8px 0;border-bottom:1px solid var(--faint);vertical-align:top;overflow:clip}
td .head{display:none}
.short{min-width:6.5em}
.short bdi{overflow-wrap:break-word}
.number{text-align:right;font-variant-numeric:tabular-nums}
td p+p,td details{margin-top:4px}
td .quiet,time{font-variant-numeric:tabular-nums;white-space:nowrap}
.verdict{font-weight:600}
.verdict.is-pass{color:var(--good)}.verdict.is-fail{color:var(--bad)}.verdict.is-unproven{color:var(--warn)}
.problem{color:var(--bad)}
.warning b{color:var(--warn);font-weight:600}
summary{cursor:pointer;color:var(--quiet);font-size:13px}
details .pairs{font-size:13px;padding:6px 0 2px}
.hash{overflow-wrap:anywhere}
.symbols{white-space:pre-wrap;letter-spacing:.15em}
.path{overflow-wrap:anywhere}
.check{color:var(--quiet)}
.controls{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:end;margin:14px 0 8px}
.controls label{display:grid;min-width:0;max-width:100%;gap:3px;font-size:13px;color:var(--quiet)}
.controls label:first-child{flex:1 1 260px}
.controls input,.controls select{font:inherit;font-size:15px;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px;padding:5px 9px;min-height:36px;max-width:100%}
.controls p{font-size:13px;color:var(--quiet);padding-bottom:8px}

svg.narrow{display:none}
svg.wide{width:100%;height:auto}
svg text{fill:var(--ink);font-size:12.5px;font-family:inherit}
.axis,.place{fill:var(--quiet)}
svg .axis,svg .place{fill:var(--quiet);font-size:11.5px;font-variant-numeric:tabular-nums}
.tick{stroke:var(--faint)}
.cut{fill:none;stroke:var(--quiet)}
.work{fill:var(--work)}.aws{fill:var(--aws)}.people{fill:var(--people)}
.source{fill:var(--calm)}.gateway{fill:var(--good)}.down{fill:var(--down)}
rect.is-fail{fill:var(--bad)}rect.is-unproven{fill:var(--warn)}
.box{fill:var(--soft);stroke:var(--line)}
svg .name{font-size:15px;font-weight:650}
svg .many{font-size:15px;font-weight:600}
svg .bytes{font-weight:400;fill:var(--quiet)}
.way{fill:none;stroke:var(--quiet);stroke-width:1.4}
.share.is-proven{fill:var(--good)}.share.is-differing{fill:var(--bad)}.share.is-unproven{fill:var(--warn)}.share.is-aside{fill:var(--edge)}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin-bottom:4px}
.key{display:inline-flex;align-items:center;gap:6px;white-space:nowrap}
.swatch{width:12px;height:10px;border-radius:2px;background:var(--edge)}
.swatch.is-work{background:var(--work)}.swatch.is-aws{background:var(--aws)}.swatch.is-people{background:var(--people)}
.swatch.is-fail,.swatch.is-differing{background:var(--bad)}.swatch.is-unproven{background:var(--warn)}
.swatch.is-source,.swatch.is-gateway{height:4px;background:var(--calm)}.swatch.is-gateway,.swatch.is-proven{background:var(--good)}
.swatch.is-down{background:var(--down)}
#layers table{margin-top:14px}
footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--quiet)}
${PHONE()}${PAPER()}`;

/** Cells below each other, each behind its head. */
function PHONE(): string {
  return `@media (max-width:720px){
body{padding:0 16px 48px}
header{flex-direction:column;gap:10px}
.outcome{gap:14px;padding:22px 0 20px}
.mark{width:38px;height:38px}
h1{font-size:30px}
.means{font-size:17px}
.facts{grid-template-columns:minmax(0,1fr)}
.fact,.fact:first-child{border-left:0;padding:10px 0}
.fact+.fact{border-top:1px solid var(--faint)}
section{padding-top:32px}
.pairs div{grid-template-columns:minmax(0,1fr);gap:0;padding:5px 0}
svg.wide{display:none}
svg.narrow{display:block;max-width:100%;height:auto}
table,tbody,tr,td{display:block;width:auto}
tr[hidden]{display:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:10px 0;border-bottom:1px solid var(--line)}
td,td.number{border:0;padding:2px 0;text-align:left;display:grid;grid-template-columns:88px minmax(0,1fr);gap:0 10px}
td>*{grid-column:2}
td>.head{display:block;grid-column:1;grid-row:1/span 9;color:var(--quiet);font-size:13px}
td br{display:none}
#difference-table td:has(>.head:only-child){display:none}
#step-table tr{display:grid;grid-template-columns:auto 1fr;gap:0 12px}
#step-table td{display:block}
#step-table .head{display:none}
#step-table td:last-child{grid-column:1/-1}
}
`;
}

/** No controls, and black on white; what is folded stays in the evidence. */
function PAPER(): string {
  return `@media print{
${colours.slice(0, colours.indexOf('@media'))}
@page{margin:14mm}
body{max-width:none;padding:0;font-size:10.5pt}
.scripted,.skip,summary{display:none!important}
details:not([open]){display:none}
tr,.fact,.outcome,svg,.pairs div{break-inside:avoid}
h2{break-after:avoid}
.mark circle,rect,.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit}
}
`;
}
