import{c as t}from"./esbuild.mjs";var o=t((p,e)=>{e.exports=process.getBuiltinModule("node:http")});export{o as a};
