import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t,c as r,d as o,e as s}from"./chunk-OHQWAFOX.mjs";async function c(e){let[n,p,a,i]=await Promise.all([t(e),o(e),r(e),s(e)]);return{ssm:n,bucket:p,datasync:a,outputs:i}}export{c as a};
