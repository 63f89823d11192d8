import{e as t}from"./dist-es/submodules/transport/httpRequest.mjs";export{t as getSmithyContext};
