import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{c as t}from"./chunk-4MYWXYP7.mjs";var o=t((p,e)=>{e.exports=process.getBuiltinModule("node:http")});export{o as a};
