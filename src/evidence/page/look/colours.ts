// The colours by what they mean. Text in each of them has a contrast of at least 4.5 to its ground.

export const colours = `:root{color-scheme:light dark;
--paper:#fff;--soft:#f5f6f8;--faint:#e9ecef;--line:#d5dae0;--edge:#8b949e;--ink:#1c2128;--quiet:#57606a;--link:#0b5cad;
--good:#1a7a3a;--calm:#44617f;--warn:#8f5a00;--bad:#b3261e;
--work:#7f93a8;--aws:#b9c6d3;--people:#d9c7f0;--down:#d9822b}
@media (prefers-color-scheme:dark){:root{
--paper:#101418;--soft:#181d23;--faint:#232a32;--line:#303842;--edge:#6e7781;--ink:#e6e9ec;--quiet:#9aa5b0;--link:#79b8ff;
--good:#4cc272;--calm:#9ab4cf;--warn:#dba63a;--bad:#ff8078;
--work:#7d92a8;--aws:#475564;--people:#7a64a3;--down:#e0893a}}
`;
