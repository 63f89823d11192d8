import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as e,c as r,e as s}from"./chunk-OHQWAFOX.mjs";import"./chunk-KTCOJYCS.mjs";import"./chunk-ZBPHOQKH.mjs";import"./chunk-4MYWXYP7.mjs";async function p(t){let[a,n]=await Promise.all([r(t),e(t)]);return{datasync:a,ssm:n,outputs:()=>s(t)}}export{p as openTransfer};
