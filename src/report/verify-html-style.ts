/** The look of the HTML page, light and dark. */

export const verifyCss = `
:root{color-scheme:light dark;--fg:#1f2328;--dim:#59636e;--bg:#fff;--line:#d1d9e0}
@media (prefers-color-scheme:dark){:root{--fg:#f0f6fc;--dim:#9198a1;--bg:#0d1117;--line:#3d444d}}
body{margin:0 auto;padding:1rem;max-width:90rem;font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
.frame{overflow-x:auto}
table{border-collapse:collapse}
th,td{padding:.2rem .6rem;border:1px solid var(--line);white-space:nowrap}
`;
