import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var i=(e,n)=>`evidence/${e}/finalize/${n}.json`;export{i as a};
