import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function g(t,n){let s=t.lastIndexOf("/")+1,e=t.lastIndexOf("."),i=e>s?e:t.length;return`${t.slice(0,i)}-${n}${t.slice(i)}`}var c=(t,n)=>r(t,"speed",n),l=(t,n)=>r(t,"calibration",n),r=(t,n,s)=>`${t.slice(0,t.lastIndexOf("/")+1)}.nfs-cutover-${n}-${s}`;export{g as a,c as b,l as c};
