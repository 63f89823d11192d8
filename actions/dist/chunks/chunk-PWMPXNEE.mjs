import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function i(n){return r(n).replaceAll(/[\\`*_[\]|~<>&@]|^\s*[-#+=]|(?<=^\s*[0-9]+)[.)]|(?<=www)\./g,e).replaceAll("://","&#58;//")}function o(n){return`<code>${r(n).replaceAll(/[&<>|`*_~\\[\]@]/g,e)}</code>`}function r(n){return n.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu,t=>t===`
`?"\\n":`\\u{${(t.codePointAt(0)??0).toString(16)}}`)}var e=n=>Array.from(n,t=>`&#${t.codePointAt(0)??0};`).join("");export{i as a,o as b,r as c};
