import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var e="nfs-cutover:run",r="nfs-cutover:delta",s="nfs-cutover:attempt",c=(t,n,o)=>({[e]:t,[r]:n,[s]:o});export{e as a,r as b,s as c,c as d};
