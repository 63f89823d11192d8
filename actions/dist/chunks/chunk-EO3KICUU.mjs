import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var r="nfs-cutover:run",e="nfs-cutover:delta",s="nfs-cutover:attempt",c=(t,o,n)=>({[r]:t,[e]:o,[s]:n});export{r as a,e as b,s as c,c as d};
