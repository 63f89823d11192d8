import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as e,b as o,d as r}from"./chunk-OHQWAFOX.mjs";import"./chunk-KTCOJYCS.mjs";import"./chunk-ZBPHOQKH.mjs";import"./chunk-4MYWXYP7.mjs";async function p(t){let[a,s,m]=await Promise.all([e(t),o(t),r(t)]);return{ssm:a,gateway:s,bucket:m}}export{p as openMounts};
