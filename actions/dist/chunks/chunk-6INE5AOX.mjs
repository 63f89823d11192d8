import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var t=(e,r,s)=>({FileShareARN:e,FolderList:[...r],Recursive:s}),o=e=>({GatewayARN:e});export{t as a,o as b};
