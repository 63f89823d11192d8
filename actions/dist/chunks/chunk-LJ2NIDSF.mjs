import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var n=(e,i)=>`evidence/${e}/finalize/${i}.json`;export{n as a};
