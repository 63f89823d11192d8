import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var s=(e,r,t)=>({FileShareARN:e,FolderList:[...r],Recursive:t}),a=e=>({GatewayARN:e}),i=e=>({FileShareARNList:[e]}),n=e=>({GatewayARN:e}),o=e=>({GatewayARN:e});export{s as a,a as b,i as c,n as d,o as e};
