import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var s=(n,r)=>`${n} ${r}${n===1?"":"s"}`;export{s as a};
