import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function i(t,s){let c=t.lastIndexOf("/")+1,n=t.lastIndexOf("."),e=n>c?n:t.length;return`${t.slice(0,e)}-${s}${t.slice(e)}`}export{i as a};
