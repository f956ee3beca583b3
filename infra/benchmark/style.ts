/** The page's own style; colours reach 3:1 against their ground, text 4.5:1, in light and in dark. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fbfaf8;--ink:#1d1b18;--soft:#625d55;--line:#ddd8cf;--track:#ece8e0;
--c0:#2b6cb0;--c1:#b7541a;--c2:#2f7d4f;--c3:#8a3fa0;--c4:#8a6d00;--c5:#a83253}
@media (prefers-color-scheme:dark){:root{--ground:#191816;--ink:#f1ede6;--soft:#b0a99d;--line:#3a3733;--track:#2b2926;
--c0:#6aa5e0;--c1:#e8935a;--c2:#63b98a;--c3:#c58ad6;--c4:#d1b145;--c5:#e27b97}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 72px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:0 0 16px}
.lead{color:var(--soft);max-width:72ch;margin:0 0 16px}
.legend{display:flex;flex-wrap:wrap;gap:8px 20px;list-style:none;margin:0 0 8px;padding:0;font-size:.9rem}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:8px}
section{border-top:1px solid var(--line);padding:28px 0 8px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px 32px;margin-bottom:16px}
figure{margin:0}
figcaption{font-size:.9rem;margin-bottom:4px}
figcaption span{color:var(--soft)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
svg .name{fill:var(--soft)}
svg .label{font-variant-numeric:tabular-nums;paint-order:stroke;stroke:var(--ground);stroke-width:3px}
.track{fill:var(--track)}
.mark{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}
.shade-0{fill:var(--c0);background:var(--c0)}.shade-1{fill:var(--c1);background:var(--c1)}
.shade-2{fill:var(--c2);background:var(--c2)}.shade-3{fill:var(--c3);background:var(--c3)}
.shade-4{fill:var(--c4);background:var(--c4)}.shade-5{fill:var(--c5);background:var(--c5)}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);font-weight:400;white-space:nowrap}
thead th{color:var(--soft);font-size:.82rem}
tbody th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`;
