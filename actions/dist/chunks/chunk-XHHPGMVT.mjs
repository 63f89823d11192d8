import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var s=(e,r,t)=>({FileShareARN:e,FolderList:[...r],Recursive:t}),n=e=>({GatewayARN:e}),i=e=>({GatewayARN:e}),a=e=>({GatewayARN:e}),o=e=>({...e===void 0?{}:{Marker:e}}),c=e=>({FileShareARNList:[...e]});export{s as a,n as b,i as c,a as d,o as e,c as f};
