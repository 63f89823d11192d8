import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var r=(t,e,n)=>({logGroupName:t,startTime:e.since,filterPattern:`"${e.term}"`,...n===void 0?{}:{nextToken:n}});export{r as a};
