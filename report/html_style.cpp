#include "report/html_sections.hpp"

namespace cutover {
namespace {

// Colours are named by meaning; each pair of ink and ground has a contrast of at least 4.5.
constexpr Markup style_sheet = R"(
:root{color-scheme:light dark;
--page:#f4f5f7;--sheet:#fff;--ink:#18212b;--quiet:#566270;--line:#dfe3e8;--band:#f7f8fa;
--good:#0f6b3a;--good-soft:#e6f4ec;--bad:#b0241b;--bad-soft:#fcebe9;--warn:#805300;
--warn-soft:#fdf2da;--note:#2856a3;--note-soft:#e8effa;--copy:#3a6ea8;--verify:#7fb2a0}
@media (prefers-color-scheme:dark){:root{
--page:#0e1318;--sheet:#161c23;--ink:#e4e9ef;--quiet:#9aa6b3;--line:#2a323b;--band:#1b222a;
--good:#6bd596;--good-soft:#12281b;--bad:#ff938a;--bad-soft:#34181a;--warn:#f0c15f;
--warn-soft:#2e240f;--note:#93baff;--note-soft:#16243d;--copy:#5b93d3;--verify:#6cae97}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main{max-width:1080px;margin:0 auto;padding:40px 32px 24px}
header{margin-bottom:24px}
.kicker{margin:0;color:var(--quiet);font-size:12px;font-weight:600;letter-spacing:.09em;
text-transform:uppercase}
h1{margin:4px 0 2px;font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.015em}
.route{margin:0;color:var(--quiet)}
h2{margin:0 0 6px;font-size:19px;font-weight:650;letter-spacing:-.01em}
h3{margin:22px 0 8px;font-size:14px;font-weight:650}
p{margin:0 0 8px}
.intro{color:var(--quiet);max-width:74ch}
section{background:var(--sheet);border:1px solid var(--line);border-radius:10px;
padding:24px 28px;margin:0 0 20px}
.verdict{border-left:6px solid var(--tone);padding:28px}
.verdict.good{--tone:var(--good);--soft:var(--good-soft)}
.verdict.bad{--tone:var(--bad);--soft:var(--bad-soft)}
.verdict.warn{--tone:var(--warn);--soft:var(--warn-soft)}
.word{display:flex;align-items:center;gap:14px;color:var(--tone)}
.word p{margin:0;font-size:40px;line-height:1.1;font-weight:750;letter-spacing:-.02em}
.word svg{width:44px;height:44px;flex:none;fill:none;stroke-width:2.2;stroke-linecap:round;
stroke-linejoin:round}
.word circle{fill:var(--soft);stroke:none}
.word path{stroke:currentColor}
.lead{margin:12px 0 0;font-size:17px;max-width:70ch;text-wrap:pretty}
.verdict h2{margin:22px 0 8px;font-size:13px;letter-spacing:.05em;text-transform:uppercase;
color:var(--quiet)}
.verdict ol{margin:0;padding-left:22px;max-width:78ch}
.verdict li{margin:0 0 5px}
.reasons{list-style:none;margin:0;padding:0}
.reasons li{display:grid;grid-template-columns:82px 1fr;gap:12px;padding:9px 0;margin:0;
border-top:1px solid var(--line)}
.reasons li:first-child{border-top:0}
.badge{display:inline-block;padding:1px 9px;border-radius:20px;font-size:12px;line-height:19px;
font-weight:650;white-space:nowrap;overflow-wrap:anywhere}
.reasons .badge{justify-self:start;align-self:start;margin-top:1px}
.badge.good{color:var(--good);background:var(--good-soft)}
.badge.bad{color:var(--bad);background:var(--bad-soft)}
.badge.warn{color:var(--warn);background:var(--warn-soft)}
.badge.note{color:var(--note);background:var(--note-soft)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;margin:0 0 20px}
.tile{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:16px 18px;
min-width:0}
.tile dt{color:var(--quiet);font-size:13px}
.tile dd{margin:2px 0 0;font-size:22px;line-height:1.25;font-weight:650;letter-spacing:-.015em;
overflow-wrap:anywhere}
.tile small{display:block;margin-top:3px;color:var(--quiet);font-size:12px;line-height:1.4;
font-weight:400;letter-spacing:0}
.wide{overflow-x:auto;margin:10px 0 4px}
table{width:100%;border-collapse:collapse;font-size:14px}
th{padding:7px 10px;text-align:left;font-size:12px;font-weight:600;color:var(--quiet);
border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:8px 10px;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
td p{margin:0 0 3px}
td strong,td .id{display:block}
.criteria,.checks{table-layout:fixed}
.criteria td,.checks td{overflow-wrap:anywhere}
.causes td{min-width:120px}
.criteria th:first-child,.checks th:first-child{width:92px}
.criteria th:nth-child(2),.checks th:nth-child(2){width:36%}
.id{color:var(--quiet);font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;
overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.when,td[data-label="Kind"]{white-space:nowrap}
.name,.value,td bdi{overflow-wrap:anywhere}
.name{font-weight:550}
.quiet{color:var(--quiet);font-weight:400}
.reason{margin:3px 0 0;color:var(--quiet);overflow-wrap:anywhere;white-space:pre-wrap}
.mono,.value{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12.5px}
.mono{overflow-wrap:anywhere}
.digest{color:var(--quiet);font-size:11.5px;white-space:nowrap}
.value{white-space:pre-wrap}
.null{color:var(--quiet)}
.parting{display:block;color:var(--quiet);font-size:12px}
.diff,.tables{table-layout:fixed}
.diff th:nth-child(1){width:92px}
.diff th:nth-child(2){width:24%}
.diff th:nth-child(3){width:15%}
.tables th:nth-child(2){width:104px}
.tables th:nth-child(3){width:128px}
.tables th:nth-child(4){width:150px}
.tables th:nth-child(5){width:264px}
.diff td{border-bottom:0;padding-top:4px;padding-bottom:4px}
.diff tr.first td{border-top:1px solid var(--line);padding-top:9px}
.diff tbody tr.first:first-child td{border-top:0}
.diff tr:not(.first) td:first-child{padding-left:10px}
.diff tbody tr:last-child td{padding-bottom:10px}
.was .value,.is .value,.was .null,.is .null{padding:1px 5px;border-radius:4px;
-webkit-box-decoration-break:clone;box-decoration-break:clone}
.was .value,.was .null{background:var(--good-soft)}
.is .value,.is .null{background:var(--bad-soft)}
details{border-top:1px solid var(--line);padding:10px 0}
details:last-child{padding-bottom:0}
details details{border-top:0;padding:2px 0 0}
h2+details{border-top:0}
summary{cursor:pointer;overflow-wrap:anywhere}
summary:focus-visible{outline:2px solid var(--note);outline-offset:3px;border-radius:4px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px;margin:10px 0 14px}
.card{border:1px solid var(--line);border-radius:8px;background:var(--band);padding:14px 18px;
min-width:0}
.card h3{margin:0 0 6px}
.facts{margin:8px 0 0}
.facts div{display:grid;grid-template-columns:190px 1fr;gap:12px;padding:4px 0}
.card .facts div{grid-template-columns:96px 1fr}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.legend{color:var(--quiet);font-size:13px}
.legend span{display:inline-block;width:11px;height:11px;border-radius:3px;margin:0 3px 0 0;
vertical-align:-1px}
.legend .verify{margin-left:12px}
.legend .copy{background:var(--copy)}
.legend .warn,.legend .bad{margin-left:12px}
.legend .good,rect.good{background:var(--good);fill:var(--good)}
.legend .warn,rect.warn{background:var(--warn);fill:var(--warn)}
.legend .bad,rect.bad{background:var(--bad);fill:var(--bad)}
.legend .verify{background:var(--verify)}
.bars{list-style:none;margin:6px 0 0;padding:0}
.bars li{display:grid;grid-template-columns:minmax(90px,260px) 1fr minmax(110px,auto);gap:14px;
align-items:center;padding:4px 0;font-size:14px}
.bars svg{display:block;width:100%;height:14px;border-radius:3px;background:var(--band)}
.bars span{text-align:right;color:var(--quiet);white-space:nowrap;font-size:13px}
rect.copy{fill:var(--copy)}
rect.verify{fill:var(--verify)}
.trend{list-style:none;margin:6px 0 14px;padding:0}
.trend li{display:grid;grid-template-columns:170px 1fr;gap:14px;align-items:end;padding:5px 0;
font-size:14px}
.trend small{display:block;color:var(--quiet);font-size:12px;line-height:1.4}
.trend svg{display:block;width:100%;height:44px;background:var(--band);border-radius:3px}
.trend .low svg{height:20px}
footer{color:var(--quiet);font-size:12.5px;padding:4px 2px 20px}
footer .mono{font-size:12px}
@media (max-width:900px){.tiles{grid-template-columns:1fr 1fr}.digest{white-space:normal}
.diff,.tables{table-layout:auto}.diff th:nth-child(n),.tables th:nth-child(n){width:auto}}
@media (max-width:640px){
main{padding:22px 14px 12px}
section{padding:18px 16px}
.verdict{padding:20px 16px}
h1{font-size:25px}
.word p{font-size:33px}
.word svg{width:36px;height:36px}
.lead{font-size:16px}
.tiles{gap:10px}
.tile{padding:12px 13px}
.tile dd{font-size:19px}
.pair{grid-template-columns:1fr}
.reasons li{grid-template-columns:1fr;gap:4px}
.facts div,.card .facts div{grid-template-columns:1fr;gap:0;padding:5px 0}
.stack thead{display:none}
.stack tr{display:block;padding:9px 0;border-bottom:1px solid var(--line)}
.stack tbody tr:last-child{border-bottom:0}
.stack td{display:grid;grid-template-columns:104px minmax(0,1fr);gap:0 10px;padding:2px 0;
border:0;text-align:left;white-space:normal;justify-items:start}
.stack td:before{content:attr(data-label);color:var(--quiet);font:12px/22px system-ui,sans-serif}
.stack td strong,.stack td .id,.stack td .parting{grid-column:2}
.stack td:nth-child(n){width:auto}
.plain td{display:block;padding:3px 0}
.plain td:before{content:none}
.diff tr:not(.first) td:first-child{padding-left:0}
.diff tbody tr:last-child td{padding-bottom:2px}
.diff tr{border-bottom:0;padding:0 0 4px}
.diff tr.first{border-top:1px solid var(--line);padding-top:8px}
.diff tr.first td{border-top:0;padding-top:2px}
.diff tbody tr.first:first-child{border-top:0}
.bars li{grid-template-columns:1fr auto;gap:2px 10px;padding:6px 0}
.bars svg{grid-column:1/3;grid-row:2}
.trend li{grid-template-columns:1fr;gap:3px}
.trend small{display:inline;margin-left:8px}}
@media print{
:root{color-scheme:light}
body{background:#fff;font-size:9.5pt}
main{max-width:none;padding:0}
table,.facts,.bars li,.trend li{font-size:8.5pt}
td{padding:5px 8px}
.tiles{grid-template-columns:repeat(4,1fr)}
.tile dd{font-size:14pt}
section,.tile{border-color:#ccc}
section{padding:12px 16px;margin-bottom:12px}
tr,.tile,.card,.verdict,.trend{break-inside:avoid}
h2,h3,summary{break-after:avoid}
.digest{font-size:7pt}
.badge,.word circle,.verdict,rect,.legend span,.was .value,.is .value{
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.wide{overflow:visible}
details::details-content{content-visibility:visible;display:block}}
)"_html;

}  // namespace

Markup html_style() {
    return style_sheet;
}

}  // namespace cutover
