import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function i(t,e){let r=t.lastIndexOf("/")+1,n=t.lastIndexOf("."),s=n>r?n:t.length;return`${t.slice(0,s)}-${e}${t.slice(s)}`}function c(t,e){return`${t.slice(0,t.lastIndexOf("/")+1)}.nfs-cutover-speed-${e}`}export{i as a,c as b};
