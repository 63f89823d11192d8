const{writeFileSync:i}=process.getBuiltinModule("node:fs");import{page$reportPage as t}from"../../evidence/page.mjs";var o=(e,r)=>i(r,t(e));export{o as writePage};
