import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a,b,c,d,e}from"./chunk-OHQWAFOX.mjs";import"./chunk-KTCOJYCS.mjs";import"./chunk-ZBPHOQKH.mjs";import"./chunk-4MYWXYP7.mjs";export{d as openDestination,e as openOutputs,a as openServers,b as openShare,c as openTask};
