import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function e(r,n){return`${r}${n}`}function i(r){let n=r.lastIndexOf("/");return n===-1?"/":`/${r.slice(0,n)}`}function s(r){return`/${r.split("/").filter(t=>t!=="").join("/")}`}export{e as a,i as b,s as c};
